// What fuzz targets share: bytes turned into choices and bit patterns, memory whose surroundings are watched, and a way
// to fail. Each target defines LLVMFuzzerTestOneInput, called by libFuzzer (preset `fuzz`) or by replay.cpp (everyday).
#pragma once

#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "../every.hpp"

namespace fuzz {

/// Ends the program, which is what libFuzzer takes for a finding.
#if defined(__GNUC__)
[[gnu::format(printf, 1, 2)]]
#endif
[[noreturn]] inline void
fail(const char* format, ...) {
  std::va_list arguments;
  va_start(arguments, format);
  std::vfprintf(stderr, format, arguments);
  va_end(arguments);
  std::fputc('\n', stderr);
  std::abort();
}

/// The bytes of one input, taken one after the other; zeros when there are no more.
class Input {
 public:
  Input(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}

  bool is_empty() const { return size_ == 0; }

  template <typename T>
  T take() {
    T value{};
    const std::size_t count = size_ < sizeof value ? size_ : sizeof value;
    std::memcpy(&value, data_, count);
    data_ += count;
    size_ -= count;
    return value;
  }
  /// From 0 to count - 1 (count at most 65536).
  int below(int count) { return count <= 256 ? take<std::uint8_t>() % count : take<std::uint16_t>() % count; }
  bool yes() { return below(2) == 1; }

  /// Any bit pattern, or where `is_tame` one of moderate size.
  template <typename Scalar>
  Scalar value(bool is_tame) {
    if (is_tame) return static_cast<Scalar>(take<std::int16_t>()) / Scalar(1024);
    return take<Scalar>();
  }
  template <typename Scalar>
  void fill(std::vector<Scalar>& values, bool is_tame) {
    for (Scalar& x : values) x = value<Scalar>(is_tame);
  }

 private:
  const std::uint8_t* data_;
  std::size_t size_;
};

/// Memory filled with a pattern that no function computes: what changed was written.
template <typename Scalar>
class Guarded {
 public:
  explicit Guarded(std::size_t size) : memory_(size) {
    std::memset(static_cast<void*>(memory_.data()), pattern, size * sizeof(Scalar));
  }

  Scalar* data() { return memory_.data(); }
  const Scalar* data() const { return memory_.data(); }
  std::size_t size() const { return memory_.size(); }
  bool is_untouched(std::size_t i) const {
    unsigned char bytes[sizeof(Scalar)];
    std::memcpy(bytes, &memory_[i], sizeof bytes);
    for (const unsigned char byte : bytes) {
      if (byte != pattern) return false;
    }
    return true;
  }

 private:
  static constexpr unsigned char pattern = 0xa5;

  std::vector<Scalar> memory_;
};

using every::same_bits;

}  // namespace fuzz

/// What libFuzzer calls. Each target is one program with one of these.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
