// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>

/// Counts the heap allocations of a test program, so that "no allocation per clip" can be tested.
/// Replaces the global operators: include it in one source file of a program.
namespace scenelens::test {

inline std::atomic<std::size_t> allocations{0};

}  // namespace scenelens::test

void* operator new(std::size_t size) {
  ++scenelens::test::allocations;
  if (void* pointer = std::malloc(size ? size : 1)) return pointer;
  throw std::bad_alloc();
}
void operator delete(void* pointer) noexcept {
  std::free(pointer);
}
void operator delete(void* pointer, std::size_t /*size*/) noexcept {
  std::free(pointer);
}
