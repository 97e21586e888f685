#include "counting_allocator.hpp"

#include <cstdlib>
#include <new>

namespace counting_allocator {
std::atomic<int> count{0};
}

// The operators of Clang's thread sanitizer cannot be replaced; under it (preset tsan) nothing is counted.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define HILLOCK_OPERATORS_ARE_TAKEN
#endif
#endif

#if !defined(HILLOCK_OPERATORS_ARE_TAKEN)
void* operator new(std::size_t size) {
  ++counting_allocator::count;
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
// Itself not needed, but that of the address sanitizer would give what the operator delete below must not take.
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  ++counting_allocator::count;
  return std::malloc(size == 0 ? 1 : size);
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
#endif

#if defined(HILLOCK_COUNTS_MALLOC)
extern "C" {
void* __real_malloc(std::size_t size);
void* __real_calloc(std::size_t count, std::size_t size);
void* __real_realloc(void* memory, std::size_t size);
void* __real_aligned_alloc(std::size_t alignment, std::size_t size);
int __real_posix_memalign(void** memory, std::size_t alignment, std::size_t size);

void* __wrap_malloc(std::size_t size) {
  ++counting_allocator::count;
  return __real_malloc(size);
}
void* __wrap_calloc(std::size_t count, std::size_t size) {
  ++counting_allocator::count;
  return __real_calloc(count, size);
}
void* __wrap_realloc(void* memory, std::size_t size) {
  ++counting_allocator::count;
  return __real_realloc(memory, size);
}
void* __wrap_aligned_alloc(std::size_t alignment, std::size_t size) {
  ++counting_allocator::count;
  return __real_aligned_alloc(alignment, size);
}
int __wrap_posix_memalign(void** memory, std::size_t alignment, std::size_t size) {
  ++counting_allocator::count;
  return __real_posix_memalign(memory, alignment, size);
}
}
#endif
