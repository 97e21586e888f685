// What each translation unit tells of itself.
#pragma once

#include <cstdint>

struct Unit {
  const char* set;         // the instruction set of the inline namespace
  const void* sigmoid;     // the address of this unit's hillock::sigmoid
  std::uint64_t elements;  // a hash of all bits of results of vectors
  std::uint64_t softmax;   // and of a softmax, whose sum each width adds up alike
};

namespace plain {
Unit unit();
}
namespace avx {
Unit unit();
}
namespace avx2 {
Unit unit();
}
