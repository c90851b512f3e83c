# SPDX-License-Identifier: GPL-3.0-or-later
# What `cmake --install` puts where, and the packages that CPack makes of it (packaging/README.md).
#
# Components: `base` is the two programs with all they need, `torch` the LibTorch module, `licence`
# the text of the licence, which Debian packages refer to instead of carrying it.
include(GNUInstallDirs)
# Not CMAKE_INSTALL_DOCDIR, which Qt's scripts have set to the project's name, capitals and all.
set(doc_folder ${CMAKE_INSTALL_DATAROOTDIR}/doc/scenelens)
# Installing and packing must not build tests and benchmarks first.
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)

set(packaging "${PROJECT_SOURCE_DIR}/packaging")
set(generated "${PROJECT_BINARY_DIR}/packaging")
set(app_id org.scenelens.SceneLens)
file(MAKE_DIRECTORY "${generated}")

# The programs look for the module in ../lib/scenelens and for the weights in ../share/scenelens,
# seen from themselves, so that an installed tree can be moved. Hence no CMAKE_INSTALL_LIBDIR, which
# may be lib64 or lib/x86_64-linux-gnu.
install(TARGETS scenelens-cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT base)
if(TARGET scenelens)
  install(TARGETS scenelens RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT base)
endif()
if(TARGET scenelens-torch)
  if(DEFINED ENV{TORCH_ROOT})
    # A LibTorch that the system's loader does not know.
    set_target_properties(scenelens-torch PROPERTIES INSTALL_RPATH_USE_LINK_PATH ON)
  endif()
  install(TARGETS scenelens-torch LIBRARY DESTINATION lib/scenelens COMPONENT torch)
endif()
install(DIRECTORY models/ DESTINATION share/scenelens/models COMPONENT base
        FILES_MATCHING PATTERN "*.safetensors" PATTERN "*.md")

# As documents lie in the repository, so that their links to each other work.
install(FILES README.md DESTINATION ${doc_folder} COMPONENT base)
install(DIRECTORY docs DESTINATION ${doc_folder} COMPONENT base
        FILES_MATCHING PATTERN "*.md" PATTERN "*.png" PATTERN "*.svg")
install(CODE "
  set(link \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${doc_folder}/models\")
  file(CREATE_LINK ../../scenelens/models \"\${link}\" SYMBOLIC)" COMPONENT base)
install(FILES LICENSE DESTINATION share/licenses/scenelens COMPONENT licence)

# What Debian wants compressed is compressed the same way every time (-n: without the time).
find_program(GZIP_PROGRAM gzip REQUIRED)
function(scenelens_compress input output)
  execute_process(COMMAND ${GZIP_PROGRAM} -9nc "${input}" OUTPUT_FILE "${output}"
                  COMMAND_ERROR_IS_FATAL ANY)
  set_property(DIRECTORY "${PROJECT_SOURCE_DIR}" APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${input}")
endfunction()

foreach(page scenelens scenelens-cli)
  if(TARGET ${page})
    configure_file("${packaging}/man/${page}.1.in" "${generated}/${page}.1" @ONLY)
    scenelens_compress("${generated}/${page}.1" "${generated}/${page}.1.gz")
    install(FILES "${generated}/${page}.1.gz" DESTINATION ${CMAKE_INSTALL_MANDIR}/man1
            COMPONENT base)
  endif()
endforeach()
scenelens_compress("${PROJECT_SOURCE_DIR}/CHANGELOG.md" "${generated}/changelog.gz")
configure_file("${packaging}/debian/changelog.in" "${generated}/changelog.Debian" @ONLY)
scenelens_compress("${generated}/changelog.Debian" "${generated}/changelog.Debian.gz")
foreach(component base torch)
  set(folder share/doc/scenelens)
  if(component STREQUAL torch)
    if(NOT TARGET scenelens-torch)
      continue()
    endif()
    set(folder share/doc/scenelens-torch)
  endif()
  install(FILES "${generated}/changelog.gz" "${generated}/changelog.Debian.gz"
                "${packaging}/debian/copyright"
          DESTINATION ${folder} COMPONENT ${component})
endforeach()

install(FILES packaging/completions/scenelens-cli
        DESTINATION share/bash-completion/completions COMPONENT base)
if(TARGET scenelens)
  install(FILES packaging/${app_id}.desktop DESTINATION share/applications COMPONENT base)
  configure_file("${packaging}/${app_id}.metainfo.xml.in" "${generated}/${app_id}.metainfo.xml" @ONLY)
  install(FILES "${generated}/${app_id}.metainfo.xml" DESTINATION share/metainfo COMPONENT base)
  install(FILES packaging/icons/${app_id}.svg DESTINATION share/icons/hicolor/scalable/apps
          COMPONENT base)
  foreach(size 16 24 32 48 64 128 256 512)
    install(FILES packaging/icons/hicolor/${size}x${size}/${app_id}.png
            DESTINATION share/icons/hicolor/${size}x${size}/apps COMPONENT base)
  endforeach()
endif()

# Two packages: LibTorch alone takes more than all the rest together.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME scenelens)
set(CPACK_PACKAGE_VENDOR "The SceneLens maintainers")
set(CPACK_PACKAGE_CONTACT "The SceneLens maintainers <maintainers@scenelens.invalid>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL base)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

set(CPACK_DEBIAN_BASE_PACKAGE_NAME scenelens)
set(CPACK_DEBIAN_BASE_DESCRIPTION
    "workbench for low-complexity acoustic scene classification
SceneLens says which of ten urban scenes one second of sound is, with networks
of at most 128 kB and 30 million multiply-accumulates, and shows what they see
and what they decide, clip by clip: the DSMN system for DCASE 2023 Task 1 in
Float32 and Int8, with evaluation, comparison, live input and training.
It has the workbench, the command line and small networks.")
# Plugins that are loaded by name and therefore not found by dpkg-shlibdeps.
set(CPACK_DEBIAN_BASE_PACKAGE_DEPENDS
    "libqt6sql6-sqlite, fonts-dejavu-core | fonts-inter | fonts-noto-core")
set(CPACK_DEBIAN_BASE_PACKAGE_RECOMMENDS "scenelens-torch, fonts-inter, qt6-wayland, qt6-translations-l10n")
# Fonts for the Chinese window: without one its texts are boxes.
set(CPACK_DEBIAN_BASE_PACKAGE_SUGGESTS "libqt6sql6-psql, fonts-noto-cjk | fonts-wqy-microhei")

if(TARGET scenelens-torch)
  list(APPEND CPACK_COMPONENTS_ALL torch)
  set(CPACK_DEBIAN_TORCH_PACKAGE_NAME scenelens-torch)
  set(CPACK_DEBIAN_TORCH_DESCRIPTION
      "LibTorch engine and training for SceneLens
The reference engine that the native one is checked against, and training
('scenelens-cli train'). The workbench loads it when asked to and works
without it.")
  set(CPACK_DEBIAN_TORCH_PACKAGE_DEPENDS
      "scenelens (= ${PROJECT_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE})")
endif()
include(CPack)
