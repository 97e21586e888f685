// Arrays that begin or end where memory does: no loop reads or writes an element beside them, whatever the instruction
// set. (The sanitizers do not see masked loads, so nothing of theirs is built with AVX.)
#if __has_include(<sys/mman.h>)
#include <array>
#include <vector>

#include <sys/mman.h>
#include <unistd.h>

#include "catch.hpp"
#include "support.hpp"

namespace {

using namespace support;
using Eigen::Index;

enum class Beside { begin, end };

/// Room for elements between two pages that nobody may touch, and the arrays taken from it: at its very beginning or
/// its very end.
template <typename Scalar>
class Guarded {
 public:
  Guarded() : page_(static_cast<std::size_t>(sysconf(_SC_PAGESIZE))), bytes_((most_bytes + page_ - 1) / page_ * page_) {
    void* memory = mmap(nullptr, bytes_ + 2 * page_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc();
    memory_ = static_cast<char*>(memory);
    if (mprotect(memory_ + page_, bytes_, PROT_READ | PROT_WRITE) != 0) throw std::bad_alloc();
  }
  Guarded(const Guarded&) = delete;
  Guarded& operator=(const Guarded&) = delete;
  ~Guarded() { munmap(memory_, bytes_ + 2 * page_); }

  Scalar* array(Index count, Beside beside) const {
    char* first = memory_ + page_;
    if (beside == Beside::end) first += bytes_ - static_cast<std::size_t>(count) * sizeof(Scalar);
    return reinterpret_cast<Scalar*>(first);
  }

 private:
  static constexpr std::size_t most_bytes = 20000;
  std::size_t page_, bytes_;
  char* memory_;
};

/// Matrices between such pages, each with its own; vectors are matrices of one column or row.
template <typename Scalar>
class Arrays {
 public:
  explicit Arrays(Beside beside) : beside_(beside) {}

  using Columns = Eigen::Map<Matrix<Scalar>>;
  using Line = Eigen::Map<Vector<Scalar>>;
  using Gaps = Eigen::Map<Matrix<Scalar>, 0, Eigen::OuterStride<>>;

  Line line(int which, Index n) { return filled(Line(take(which, n), n)); }
  Columns columns(int which, Index rows, Index cols) { return filled(Columns(take(which, rows * cols), rows, cols)); }
  /// Columns with an element between them that must stay as it is.
  Gaps gaps(int which, Index rows, Index cols) {
    Scalar* data = take(which, (rows + 1) * cols - 1);
    std::fill(data, data + (rows + 1) * cols - 1, untouched);
    return filled(Gaps(data, rows, cols, Eigen::OuterStride<>(rows + 1)));
  }
  static bool intact(const Gaps& y) {
    for (Index j = 1; j < y.cols(); ++j) {
      if (y.data()[j * (y.rows() + 1) - 1] != untouched) return false;
    }
    return true;
  }

 private:
  static constexpr Scalar untouched = Scalar(-12345);

  Scalar* take(int which, Index count) { return pages_[static_cast<std::size_t>(which)].array(count, beside_); }
  template <typename Array>
  static Array filled(Array array) {
    for (Index j = 0; j < array.cols(); ++j) {
      for (Index i = 0; i < array.rows(); ++i) array(i, j) = Scalar((i + 2 * j) % 7) / 4 - Scalar(0.7);
    }
    return array;
  }

  std::array<Guarded<Scalar>, 4> pages_;
  Beside beside_;
};

/// run(arrays, n) for every length and both places. (A test case that dies names its length.)
template <typename Scalar, typename Run>
void for_every_length(const Run& run) {
  for (const Beside beside : {Beside::begin, Beside::end}) {
    Arrays<Scalar> arrays(beside);
    for (Index n = 1; n <= 70; ++n) {
      CAPTURE(n, beside == Beside::end);
      run(arrays, n);
    }
  }
}

}  // namespace

TEMPLATE_TEST_CASE("Functions of one value touch nothing beside their arrays", "[guarded]", float, double) {
  const auto check = [](const auto& f) {
    CAPTURE(f.name);
    for_every_length<TestType>([&](Arrays<TestType>& arrays, Index n) {
      auto x = arrays.line(0, n), dy = arrays.line(1, n), y = arrays.line(2, n);
      y = f(x);
      CHECK(same_bits(y, Vector<TestType>(f(Vector<TestType>(x)))));
      dy = f.backward(x, dy);
      x = f(x);
      auto gaps = arrays.gaps(3, n, 3);
      gaps = f(gaps);
      gaps = f.backward(gaps, gaps);
      CHECK(arrays.intact(gaps));
    });
  };
  check(hillock::ReLU<TestType>{});     // short: four packets per turn
  check(hillock::Sigmoid<TestType>{});  // two packets per turn where there is FMA
  check(hillock::ELU<TestType>{});      // a loop of its own for usual parameters
}

TEMPLATE_TEST_CASE("Functions of a vector touch nothing beside their arrays", "[guarded]", EVERY_TYPE) {
  using hillock::columnwise;
  using hillock::rowwise;
  const auto check = [](const char* name, const auto& f) {
    CAPTURE(name);
    for_every_length<TestType>([&](Arrays<TestType>& arrays, Index n) {
      auto x = arrays.line(0, n), dy = arrays.line(1, n), y = arrays.line(2, n);
      y = f(x, columnwise);
      CHECK(same_bits(y, Vector<TestType>(f(Vector<TestType>(x), columnwise))));
      dy = f.backward_from_output(y, dy, columnwise);
      x = f(x, columnwise);
      auto gaps = arrays.gaps(3, n, 3);
      gaps = f(gaps, columnwise);
      gaps = f.backward_from_output(gaps, gaps, columnwise);
      CHECK(arrays.intact(gaps));
      // Rows side by side, and few of them.
      auto sides = arrays.columns(0, n, 3), sides_dy = arrays.columns(1, n, 3), sides_y = arrays.columns(2, n, 3);
      sides_y = f(sides, rowwise);
      sides_dy = f.backward_from_output(sides_y, sides_dy, rowwise);
      auto row_gaps = arrays.gaps(3, n, 3);
      row_gaps = f(row_gaps, rowwise);
      CHECK(arrays.intact(row_gaps));
    });
  };
  check("softmax", hillock::softmax);
  check("log_softmax", hillock::log_softmax);
  check("sparsemax", hillock::sparsemax);

  for_every_length<TestType>([](Arrays<TestType>& arrays, Index n) {
    auto x = arrays.columns(0, n, 3), targets = arrays.columns(1, n, 3);
    CHECK(hillock::softmax_cross_entropy(x, targets).losses.size() == 3);
    CHECK(hillock::softmax_cross_entropy(x, targets, rowwise).losses.size() == n);
    const std::vector<Index> classes = {0, n - 1, n / 2};
    CHECK(hillock::softmax_cross_entropy(x, classes).losses.size() == 3);
    auto sums = arrays.line(2, n);
    sums = hillock::softmax_with_sink.sink_gradient(x, targets, rowwise);
    targets = hillock::softmax_with_sink(x, rowwise);
    sums = hillock::logmeanexp(x, rowwise);
    sums = hillock::logsumexp(x, rowwise);
    x = hillock::logsumexp.backward(x, sums, rowwise);
    auto pairs = arrays.line(0, 2 * n), half = arrays.line(2, n);
    half = hillock::swiglu(pairs);
    pairs = hillock::swiglu.backward(pairs, half);
  });
}

TEMPLATE_TEST_CASE("Layers touch nothing beside their arrays", "[guarded]", EVERY_TYPE) {
  for_every_length<TestType>([](Arrays<TestType>& arrays, Index n) {
    // The layer looks at weights, bias and input where they stand.
    auto weights = arrays.columns(0, n, 3);
    auto bias = arrays.line(1, n);
    const hillock::Dense layer{weights, bias, hillock::Tanh<TestType>{}};
    {
      auto x = arrays.line(2, 3), y = arrays.line(3, n);
      layer.forward(x, y);
      const auto gradients = layer.backward(x, y, y);
      CHECK(gradients.input.size() == 3);
    }
    {
      auto x = arrays.columns(2, 3, 4);
      auto y = arrays.gaps(3, n, 4);
      layer.forward(x, y);
      CHECK(arrays.intact(y));
      CHECK(layer.backward(x, y, y).input.cols() == 4);
    }
    {
      using Rows = Eigen::Map<RowMajor<TestType>>;
      const hillock::Dense rows{Rows(arrays.columns(0, 3, n).data(), 3, n), arrays.line(1, 3),
                                hillock::Tanh<TestType>{}};
      auto x = arrays.line(2, n), y = arrays.line(3, 3);
      rows.forward(x, y);
      CHECK(rows.backward(x, y, y).input.size() == n);
    }
  });
}
#endif
