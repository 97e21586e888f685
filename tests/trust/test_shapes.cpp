// Empty shapes and single elements, for everything; elements that lie more than 2^31 apart.
#include "../accuracy/library.hpp"
#include "../catch.hpp"
#include "../support.hpp"
#include "tables.hpp"

#if defined(__linux__)
#include <sys/mman.h>
#include <unistd.h>
#endif

namespace {

using namespace support;
using Eigen::Index;
using Eigen::MatrixXf;
using Eigen::VectorXf;

constexpr float untouched = 77;

template <typename M>
auto in(const M& m) {
  return trust::In<typename M::Scalar>(m.data(), m.rows(), m.cols(), Strides(m.colStride(), m.rowStride()));
}
template <typename M>
auto out(M& m) {
  return trust::Out<typename M::Scalar>(m.data(), m.rows(), m.cols(), Strides(m.colStride(), m.rowStride()));
}

/// f of a matrix is f of its lines, one by one; `compute` is one of the function's operations.
template <typename Scalar, typename Compute>
void check_lines(Index rows, Index cols, Index result, bool rowwise, Compute compute) {
  const Matrix<Scalar> x = random_matrix<Scalar>(rows, cols);
  Matrix<Scalar> y(rowwise ? rows : result, rowwise ? result : cols), lines = y;
  compute(in(x), out(y), rowwise);
  for (Index j = 0; j < (rowwise ? rows : cols); ++j) {
    const Matrix<Scalar> line = rowwise ? Matrix<Scalar>(x.row(j).transpose()) : Matrix<Scalar>(x.col(j));
    Matrix<Scalar> of_line(result, 1);
    compute(in(line), out(of_line), false);
    if (rowwise) {
      lines.row(j) = of_line.transpose();
    } else {
      lines.col(j) = of_line;
    }
  }
  CHECK(same_bits(y, lines));
}

template <typename Scalar>
void check_vector_function(const trust::VectorFunction<Scalar>& f, Index rows, Index cols, bool rowwise) {
  CAPTURE(f.name, rows, cols, rowwise);
  const Index length = rowwise ? cols : rows;
  if (f.length == trust::Length::half && length % 2 != 0) return;
  const Index result = f.length == trust::Length::same ? length : f.length == trust::Length::half ? length / 2 : 1;
  const auto options = [](bool by_rows) {
    trust::Options<Scalar> given;
    given.rowwise = by_rows;
    return given;
  };
  check_lines<Scalar>(rows, cols, result, rowwise,
                      [&](auto x, auto y, bool by_rows) { f.forward(x, y, options(by_rows)); });
  // Gradients: of ones.
  const auto dy_of = [&](const auto& x, bool by_rows) {
    return Matrix<Scalar>(Matrix<Scalar>::Ones(by_rows ? x.rows() : result, by_rows ? result : x.cols()));
  };
  if (f.backward) {
    check_lines<Scalar>(rows, cols, length, rowwise, [&](auto x, auto dx, bool by_rows) {
      f.backward(x, in(dy_of(x, by_rows)), dx, options(by_rows));
    });
  }
  if (f.backward_from_output) {
    check_lines<Scalar>(rows, cols, length, rowwise, [&](auto x, auto dx, bool by_rows) {
      f.backward_from_output(x, in(dy_of(x, by_rows)), dx, options(by_rows));
    });
  }
}

}  // namespace

TEMPLATE_TEST_CASE("Functions of a vector, of every small shape", "[shapes]", float, double) {
  for (const auto& f : trust::vector_functions<TestType>()) {
    for (Index rows = 0; rows < 4; ++rows) {
      for (Index cols = 0; cols < 4; ++cols) {
        check_vector_function(f, rows, cols, false);
        check_vector_function(f, rows, cols, true);
      }
    }
  }
}

TEMPLATE_TEST_CASE("The loss of no samples, of one and of no classes", "[shapes]", float, double) {
  const auto f = trust::loss<TestType>();
  for (Index classes = 0; classes < 3; ++classes) {
    for (Index samples = 0; samples < 3; ++samples) {
      CAPTURE(classes, samples);
      const Matrix<TestType> x = random_matrix<TestType>(classes, samples);
      const Matrix<TestType> targets = Matrix<TestType>::Ones(classes, samples) / TestType(std::max<Index>(classes, 1));
      Matrix<TestType> losses = Matrix<TestType>::Constant(samples, 1, untouched), gradient(classes, samples);
      f.of_distributions(in(x), in(targets), out(losses), out(gradient), {});
      CHECK((losses.array() < 3).all());
      const std::vector<int> labels(static_cast<std::size_t>(samples), 0);
      losses.setConstant(untouched);
      const auto of_labels = [&] { f.of_labels(in(x), labels, out(losses), out(gradient), {}); };
      if (classes == 0 && samples > 0) {
        CHECK_FALSE(message_of(of_labels).empty());
        CHECK((losses.array() == untouched).all());
      } else {
        of_labels();
        CHECK((losses.array() < 5).all());
        if (classes == 1) CHECK((losses.isZero(0) && gradient.isZero(0)));
      }
    }
  }
}

TEST_CASE("Layers without inputs, outputs or samples", "[shapes]") {
  for (const trust::Layer& layer : trust::layers()) {
    for (int shape = 0; shape < 27; ++shape) {
      const Index inputs = shape % 3, outputs = shape / 3 % 3, samples = shape / 9;
      CAPTURE(layer.name, inputs, outputs, samples);
      const MatrixXf w = random_matrix<float>(outputs, inputs), x = random_matrix<float>(inputs, samples),
                     dy = MatrixXf::Ones(outputs, samples);
      const VectorXf b = random_vector<float>(outputs);
      const auto view = [](const MatrixXf& m) {
        return trust::BatchIn(m.data(), m.rows(), m.cols(), Eigen::OuterStride<>(m.rows()));
      };
      const auto place = [](MatrixXf& m) {
        return trust::BatchOut(m.data(), m.rows(), m.cols(), Eigen::OuterStride<>(m.rows()));
      };
      const trust::Batch batch{view(w), {b.data(), outputs}, view(x)};
      MatrixXf y = MatrixXf::Constant(outputs, samples, untouched), dx(inputs, samples), dw(outputs, inputs),
               dz(outputs, samples);
      VectorXf db(outputs);
      layer.forward(batch, place(y));
      layer.backward(batch, view(y), view(dy), {place(dx), place(dw), {db.data(), outputs}, place(dz)});
      CHECK((y.array() < 11).all());  // written
      if (layer.name != std::string("linear")) continue;
      for (Index j = 0; j < samples; ++j) {
        for (Index i = 0; i < outputs; ++i) {
          double z = b[i];
          for (Index k = 0; k < inputs; ++k) z += static_cast<double>(w(i, k)) * static_cast<double>(x(k, j));
          CHECK(std::abs(static_cast<double>(y(i, j)) - z) < 1e-5);
        }
      }
      CHECK((db.array() == static_cast<float>(samples)).all());
      CHECK((samples > 0 || dw.isZero(0)));
      CHECK((outputs > 0 || dx.isZero(0)));
    }
  }
}

TEST_CASE("Element-wise functions of nothing and of one element", "[shapes]") {
  for (const auto& function : accuracy::library_functions<float>()) {
    for (const auto& tier : function.tiers) {
      const float x = 0.5f;
      float y[] = {untouched, untouched, untouched};
      tier.evaluate(nullptr, nullptr, 0);
      tier.evaluate(&x, y + 1, 0);
      CHECK(y[1] == untouched);
      tier.evaluate(&x, y + 1, 1);
      CHECK((y[0] == untouched && y[1] < untouched && y[2] == untouched));
    }
  }
  const auto check = [](const auto& x) {
    using X = std::decay_t<decltype(x)>;
    const X y = hillock::tanh(x), slope = hillock::tanh.derivative(x), dx = hillock::tanh.backward(x, x),
            from_output = hillock::tanh.backward_from_output(y, x);
    const RowMajor<float> rows = hillock::tanh(x);
    CHECK((y.rows() == x.rows() && y.cols() == x.cols() && rows.rows() == x.rows() && rows.cols() == x.cols()));
    for (Index i = 0; i < x.size(); ++i) {
      CHECK((y(i) == hillock::tanh(0.5f) && slope(i) == hillock::tanh.derivative(0.5f) && rows(i) == y(i)));
      CHECK((dx(i) == 0.5f * slope(i) && from_output(i) == hillock::tanh.backward_from_output(y(i), 0.5f)));
    }
  };
  for (const Index rows : {0, 1}) {
    for (const Index cols : {0, 1}) check(MatrixXf(MatrixXf::Constant(rows, cols, 0.5f)));
  }
  check(MatrixXf(MatrixXf::Constant(0, 5, 0.5f)));
  check(MatrixXf(MatrixXf::Constant(5, 0, 0.5f)));
  check(VectorXf(0));
  check(VectorXf(VectorXf::Constant(1, 0.5f)));
  check(Eigen::Matrix<float, 0, 1>());
  check(Eigen::Matrix<float, 1, 1>(0.5f));
  MatrixXf large = MatrixXf::Constant(3, 3, untouched);
  large.block(1, 1, 0, 2) = hillock::tanh(MatrixXf(0, 2));
  large.block(1, 1, 2, 0) = hillock::tanh(MatrixXf(2, 0));
  CHECK((large.array() == untouched).all());
}

#if defined(__linux__)
namespace {

constexpr Index far = (Index(1) << 31) + 96;  // what an int cannot count

/// Addresses for more than 2^31 floats, of which only what is touched costs memory. Null where the system refuses.
class FarApart {
 public:
  static constexpr std::size_t bytes = (static_cast<std::size_t>(far) + 4096) * sizeof(float);

  FarApart() {
    void* const memory =
        mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory != MAP_FAILED) data_ = static_cast<float*>(memory);
  }
  ~FarApart() {
    if (data_) munmap(data_, bytes);
  }
  FarApart(const FarApart&) = delete;
  FarApart& operator=(const FarApart&) = delete;

  float* data() const { return data_; }

  /// Lets the first 2^31 elements share the same few MiB.
  bool fold() {
    const std::size_t piece = std::size_t(1) << 22, whole = (std::size_t(1) << 31) * sizeof(float);
    const int file = memfd_create("hillock", 0);
    if (file < 0 || ftruncate(file, static_cast<off_t>(piece)) != 0) return false;
    bool good = true;
    for (std::size_t at = 0; at < whole && good; at += piece) {
      good = mmap(reinterpret_cast<char*>(data_) + at, piece, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, file,
                  0) != MAP_FAILED;
    }
    close(file);
    return good;
  }

 private:
  float* data_ = nullptr;
};

}  // namespace

TEST_CASE("Elements more than 2^31 apart", "[shapes]") {
  FarApart memory;
  if (!memory.data()) {
    WARN("no address space of 8 GiB");
    return;
  }
  const MatrixXf x = random_matrix<float>(20, 3);
  {  // of a long vector
    Eigen::Map<VectorXf> v(memory.data(), far);
    v.tail(20) = x.col(0);
    v.head(20) = hillock::tanh(v.tail(20));
    CHECK(same_bits(v.head(20), VectorXf(hillock::tanh(x.col(0)))));
    v.segment(far - 40, 20) = hillock::tanh.backward(v.tail(20), v.tail(20));
    CHECK(same_bits(v.segment(far - 40, 20), VectorXf(hillock::tanh.backward(x.col(0), x.col(0)))));
    v.tail(20) = hillock::softmax(v.tail(20));
    CHECK(same_bits(v.tail(20), VectorXf(hillock::softmax(x.col(0)))));
  }
  {  // columns far apart
    Eigen::Map<MatrixXf, 0, Eigen::OuterStride<>> m(memory.data(), 20, 3, Eigen::OuterStride<>(far / 2));
    m = x;
    m = hillock::tanh(m);
    CHECK(same_bits(m, MatrixXf(hillock::tanh(x))));
    m = x;
    const MatrixXf w = random_matrix<float>(20, 20);
    const VectorXf b = random_vector<float>(20);
    MatrixXf near_y(20, 3);
    const auto layer = trust::layers()[1];
    const auto batch = [&](const float* data, Index stride) {
      return trust::Batch{
          {w.data(), 20, 20, Eigen::OuterStride<>(20)}, {b.data(), 20}, {data, 20, 3, Eigen::OuterStride<>(stride)}};
    };
    layer.forward(batch(x.data(), 20), {near_y.data(), 20, 3, Eigen::OuterStride<>(20)});
    layer.forward(batch(m.data(), far / 2), {m.data() + 64, 20, 3, Eigen::OuterStride<>(far / 2)});
    CHECK((Eigen::Map<MatrixXf, 0, Eigen::OuterStride<>>(m.data() + 64, 20, 3, Eigen::OuterStride<>(far / 2)) - near_y)
              .cwiseAbs()
              .maxCoeff() < 1e-5f);
  }
  // Functions of a vector: lines, or the elements of one, far apart.
  const Strides places[] = {{far / 2, 1}, {1, far / 19}};
  for (const Strides& strides : places) {
    trust::Out<float> m(memory.data(), 20, 3, strides);
    for (const auto& f : trust::vector_functions<float>()) {
      CAPTURE(f.name, strides.inner());
      if (f.length != trust::Length::same) continue;
      MatrixXf y(20, 3);
      m = x;
      f.forward(in(x), out(y), {});
      f.forward(in(m), m, {});
      CHECK(same_bits(m, y));
      if (!f.backward) continue;
      m = x;
      f.backward(in(x), in(x), out(y), {});
      f.backward(in(m), in(x), m, {});
      CHECK(same_bits(m, y));
    }
  }
  {  // one loop over all of them
    Eigen::Map<VectorXf> v(memory.data(), far);
    if (!memory.fold()) {
      WARN("no memory mapped many times");
      return;
    }
    v.head(20) = x.col(0);
    v.tail(20) = x.col(0);
    v = hillock::relu(v);
    CHECK(same_bits(v.head(20), VectorXf(hillock::relu(x.col(0)))));
    CHECK(same_bits(v.tail(20), VectorXf(hillock::relu(x.col(0)))));
  }
}
#endif
