# One interface target carries warnings, definitions and sanitizers; every target of the project
# links it, so that no flag is set globally.
add_library(scenelens_options INTERFACE)
target_compile_options(
  scenelens_options
  INTERFACE -Wall
            -Wextra
            -Wpedantic
            -Wshadow
            -Wnon-virtual-dtor
            -Wold-style-cast
            -Woverloaded-virtual
            -Wcast-align
            $<$<BOOL:${SCENELENS_WERROR}>:-Werror>)
target_compile_definitions(scenelens_options INTERFACE $<$<CONFIG:Debug>:_GLIBCXX_ASSERTIONS>)
target_include_directories(scenelens_options INTERFACE ${PROJECT_SOURCE_DIR})

if(SCENELENS_SANITIZE)
  target_compile_options(scenelens_options INTERFACE -fsanitize=${SCENELENS_SANITIZE}
                                                     -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(scenelens_options INTERFACE -fsanitize=${SCENELENS_SANITIZE})
endif()
if(SCENELENS_FUZZ)
  target_compile_options(scenelens_options INTERFACE -fsanitize=fuzzer-no-link,address,undefined
                                                     -fno-omit-frame-pointer)
  target_link_options(scenelens_options INTERFACE -fsanitize=address,undefined)
endif()
