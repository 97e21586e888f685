// Counts what a test program asks of operator new and, with the linker's --wrap, of malloc and its kin: see
// hillock_count_allocations in CMakeLists.txt.
#pragma once

#include <atomic>

namespace counting_allocator {
extern std::atomic<int> count;
}
