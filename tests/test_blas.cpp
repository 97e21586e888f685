// Layers with EIGEN_USE_BLAS: Eigen hands products to a BLAS; those of layers stay the library's own, and a sample's
// result the same alone and in a batch. A program of its own, because that changes Eigen's templates.
#if !defined(EIGEN_USE_BLAS)
#error "compile with EIGEN_USE_BLAS"
#endif

#include <limits>

#include "catch.hpp"
#include "support.hpp"

namespace {

using namespace support;

/// Largest error of a product of this many terms, all numbers below one.
double tolerance(Eigen::Index terms) {
  return static_cast<double>(terms) * static_cast<double>(std::numeric_limits<float>::epsilon());
}

template <typename A, typename B>
double distance(const A& a, const B& b) {
  return (a.template cast<double>() - b.template cast<double>()).cwiseAbs().maxCoeff();
}

}  // namespace

// 3: fewer than Eigen hands on; 40, 150: more.
TEST_CASE("Dense layers give the same with EIGEN_USE_BLAS", "[dense][blas]") {
  using Mat = Matrix<float>;
  using Vec = Vector<float>;
  for (const Eigen::Index in : {3, 40, 150}) {
    for (const Eigen::Index out : {3, 40, 150}) {
      const Mat w = Mat::Random(out, in), batch = Mat::Random(in, 50), dy = Mat::Random(out, 50);
      const Vec b = Vec::Random(out), x = batch.col(7);
      CAPTURE(in, out);

      // Coefficient by coefficient: no BLAS.
      const Matrix<double> z = (w.cast<double>().lazyProduct(batch.cast<double>())).colwise() + b.cast<double>();
      const Matrix<double> expected = z.array().tanh();
      const hillock::Dense layer{w, b, hillock::tanh};
      const Mat y = layer(batch);
      CHECK(distance(y, expected) <= tolerance(in + 2));
      CHECK(same_bits(layer(x), y.col(7)));
      const hillock::Dense rowmajor{Eigen::Matrix<float, -1, -1, Eigen::RowMajor>(w), b, hillock::tanh};
      CHECK(distance(rowmajor(batch), expected) <= tolerance(in + 2));

      const auto g = layer.backward(batch, y, dy);
      const Matrix<double> dz = dy.cast<double>().array() * (1 - expected.array().square());
      const Matrix<double> dx = w.transpose().cast<double>().lazyProduct(dz);
      const Matrix<double> dw = dz.lazyProduct(batch.transpose().cast<double>());
      // Each term has the error of dz too, which has that of y twice.
      CHECK(distance(g.input, dx) <= 3 * static_cast<double>(out) * tolerance(in + 2));
      CHECK(distance(g.weights, dw) <= 3 * 50 * tolerance(in + 2));
    }
  }
}
