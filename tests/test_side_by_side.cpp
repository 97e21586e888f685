// Rows of a column-major matrix, which functions of a vector take sixteen at a time: each gets the bits it has alone.
#include <vector>

#include "catch.hpp"
#include "support.hpp"

using namespace support;

namespace {

/// Of every kind: some of these rows are NaN or infinite in the end, beside others that must not notice.
template <typename Scalar>
Matrix<Scalar> logits(Eigen::Index rows, Eigen::Index cols) {
  constexpr Scalar infinity = std::numeric_limits<Scalar>::infinity();
  Matrix<Scalar> x = random_matrix<Scalar>(rows, cols, 8, static_cast<unsigned>(100 * rows + cols));
  if (rows > 4) {
    x(0, cols - 1) = infinity;
    x(1, 0) = std::numeric_limits<Scalar>::quiet_NaN();
    x.row(2).setConstant(-infinity);
    x(3, cols / 2) = -infinity;
  }
  if (rows > 35) {
    x.row(20).array() += Scalar(1e6);  // too large to be reduced without a difference
    x(35, 0) = Scalar(60);             // so large that the others are summed again
  }
  return x;
}

}  // namespace

TEMPLATE_TEST_CASE("Rows side by side have the bits of rows alone", "[softmax][position]", float, double) {
  using Mat = Matrix<TestType>;
  using Rows = RowMajor<TestType>;  // whose rows are taken one by one
  using hillock::rowwise;
  for (const Eigen::Index rows : {1, 2, 5, 15, 16, 17, 49}) {
    for (const Eigen::Index cols : {1, 2, 15, 16, 17, 40, 65, 1100}) {
      if (cols > 40 && rows != 17) continue;  // sums of another kind, once in a while carried over
      CAPTURE(rows, cols);
      const Mat x = logits<TestType>(rows, cols), dy = random_matrix<TestType>(rows, cols, 3);
      const Rows alone = x, dy_alone = dy;
      const auto check = [&](const auto& function, auto... options) {
        const Mat y = function(x, rowwise, options...);
        CHECK(same_bits(y, Rows(function(alone, rowwise, options...))));
        CHECK(same_bits(Mat(function.backward_from_output(y, dy, rowwise, options...)),
                        Rows(function.backward_from_output(Rows(y), dy_alone, rowwise, options...))));
        // In place, in the middle of a larger matrix, and nothing beside it.
        Mat large = Mat::Constant(rows + 3, cols + 2, 7);
        large.block(1, 1, rows, cols) = x;
        large.block(1, 1, rows, cols) = function(large.block(1, 1, rows, cols), rowwise, options...);
        CHECK(same_bits(large.block(1, 1, rows, cols), y));
        large.block(1, 1, rows, cols).setConstant(7);
        CHECK((large.array() == 7).all());
      };
      check(hillock::softmax);
      check(hillock::softmax, hillock::masked);
      check(hillock::log_softmax);
      check(hillock::sparsemax);
      if constexpr (every::stands_for_types<TestType>) {
        check(hillock::softmax, TestType(2.5));
        check(hillock::fast::softmax);
        check(hillock::fast::log_softmax);
        check(hillock::log_softmax, hillock::masked, TestType(0.3));
        check(hillock::softmin);
        check(hillock::softmax_with_sink, TestType(0.7));
        check(hillock::fast::softmax_with_sink);
      }
    }
  }
}

TEMPLATE_TEST_CASE("Losses of rows side by side", "[softmax][position]", EVERY_TYPE) {
  using Mat = Matrix<TestType>;
  using Rows = RowMajor<TestType>;
  using hillock::rowwise;
  for (const Eigen::Index rows : {1, 7, 16, 49}) {
    for (const Eigen::Index cols : {1, 3, 16, 21}) {
      CAPTURE(rows, cols);
      const Mat x = logits<TestType>(rows, cols);
      const Rows alone = x;
      std::vector<Eigen::Index> labels;
      for (Eigen::Index i = 0; i < rows; ++i) labels.push_back((5 * i) % cols);
      const Mat targets = hillock::softmax(random_matrix<TestType>(rows, cols, 9), rowwise);
      const Rows targets_alone = targets;

      const auto by_label = hillock::softmax_cross_entropy(x, labels, rowwise);
      const auto by_label_alone = hillock::softmax_cross_entropy(alone, labels, rowwise);
      CHECK(same_bits(by_label.losses, by_label_alone.losses));
      CHECK(same_bits(by_label.gradient, by_label_alone.gradient));
      const auto by_target = hillock::softmax_cross_entropy(x, targets, rowwise);
      const auto by_target_alone = hillock::softmax_cross_entropy(alone, targets_alone, rowwise);
      CHECK(same_bits(by_target.losses, by_target_alone.losses));
      CHECK(same_bits(by_target.gradient, by_target_alone.gradient));

      const Vector<TestType> sums = hillock::logsumexp(x, rowwise), factors = random_vector<TestType>(rows);
      CHECK(same_bits(sums, Vector<TestType>(hillock::logsumexp(alone, rowwise))));
      CHECK(same_bits(Mat(hillock::logsumexp.backward(x, factors, rowwise)),
                      Rows(hillock::logsumexp.backward(alone, factors, rowwise))));
    }
  }
}
