// Gated linear units: values, gradients, layouts, errors.
#include <algorithm>
#include <string>
#include <type_traits>
#include <vector>

#include "catch.hpp"
#include "support.hpp"

namespace {

using namespace support;

/// Every layout and expression an argument and a result may stand in.
template <typename Scalar, typename Unit>
void check_layouts(const Unit& unit, const Matrix<Scalar>& x, const Matrix<Scalar>& dy, const Matrix<Scalar>& y,
                   const Matrix<Scalar>& dx) {
  using Mat = Matrix<Scalar>;
  using Rows = RowMajor<Scalar>;
  using Vec = Vector<Scalar>;
  const Eigen::Index half = y.rows(), cols = y.cols();
  const Mat xt = x.transpose(), dyt = dy.transpose(), dxt = dx.transpose(), yt = y.transpose();
  CHECK(same_bits(Rows(unit(Rows(x), hillock::columnwise)), y));
  CHECK(same_bits(Mat(unit(xt.transpose())), y));
  CHECK(same_bits(RowVector<Scalar>(unit(xt.row(1))), yt.row(1)));
  CHECK(same_bits(Mat(unit(2 * x)), Mat(unit(Mat(2 * x)))));
  CHECK(same_bits(Mat(2 * unit(x).matrix()), Mat(2 * y)));  // a lazy expression like any other
  CHECK(same_bits(Rows(unit.backward(Rows(x), Rows(dy))), dx));
  CHECK(same_bits(Mat(unit.backward(xt.transpose(), dyt.transpose())), dx));
  CHECK(same_bits(Mat(unit.backward(x, 2 * dy)), Mat(unit.backward(x, Mat(2 * dy)))));
  CHECK(same_bits(RowVector<Scalar>(unit.backward(xt.row(1), dyt.row(1))), dxt.row(1)));

  Mat large = Mat::Constant(2 * half + 3, cols + 2, 9);
  large.block(2, 1, half, cols) = unit(x);
  CHECK(same_bits(large.block(2, 1, half, cols), y));
  std::vector<Scalar> memory(2000), other(2000);
  Eigen::Map<Mat, 0, Strides> strided(memory.data(), 2 * half, cols, Strides(150, 2));
  Eigen::Map<Rows, 0, Strides> to(other.data(), half, cols, Strides(11, 2));
  strided = x;
  to = unit(strided);
  CHECK(same_bits(to, y));
  strided = unit.backward(strided, dy);  // in place of the input
  CHECK(same_bits(strided, dx));
  Mat in_place = x;
  in_place.topRows(half) = unit(in_place);  // into a half of the input
  CHECK(same_bits(in_place.topRows(half), y));
  in_place = x;
  in_place = unit.backward(in_place, dy);
  CHECK(same_bits(in_place, dx));

  CHECK(Vec(unit(Vec())).size() == 0);
  CHECK(Mat(unit(Mat(0, 3))).cols() == 3);
  CHECK(Mat(unit.backward(Mat(4, 0), Mat(2, 0))).rows() == 4);
}

/// In every layout, which do not depend on the function: or, of the other functions, where it stands in a vector.
enum class Layouts { all, vectors };

template <typename Scalar, Layouts layouts = Layouts::vectors, typename Unit, typename Gate>
void check_unit(const Unit& unit, const Gate& gate) {
  using Mat = Matrix<Scalar>;
  using Vec = Vector<Scalar>;
  for (Eigen::Index half = 1; half < 40; half += half < 18 ? 1 : 7) {  // a vector: by the definition
    const Vec x = random_vector<Scalar>(2 * half, 5), dy = random_vector<Scalar>(half, 2, 3);
    const Vec y = unit(x), dx = unit.backward(x, dy);
    bool same = y.size() == half && dx.size() == 2 * half;
    for (Eigen::Index i = 0; i < half && same; ++i) {
      const Scalar a = x[i], b = x[half + i];
      same = every::same_bits(y[i], a * gate(b)) && every::same_bits(dx[i], dy[i] * gate(b)) &&
             every::same_bits(dx[half + i], dy[i] * a * gate.derivative(b));
    }
    CAPTURE(half);
    CHECK(same);
  }
  const Eigen::Index half = 19, cols = 5;
  const Mat x = random_matrix<Scalar>(2 * half, cols, 5), dy = random_matrix<Scalar>(half, cols, 2, 3);
  Mat y(half, cols), dx(2 * half, cols);
  for (Eigen::Index j = 0; j < cols; ++j) {
    const Vec one = x.col(j), one_dy = dy.col(j);
    y.col(j) = Vec(unit(one));
    dx.col(j) = Vec(unit.backward(one, one_dy));
  }
  const Mat xt = x.transpose(), dyt = dy.transpose(), dxt = dx.transpose(), yt = y.transpose();
  CHECK(same_bits(Mat(unit(x)), y));
  CHECK(same_bits(Mat(unit(xt, hillock::rowwise)), yt));
  CHECK(same_bits(Mat(unit.backward(x, dy)), dx));
  CHECK(same_bits(Mat(unit.backward(xt, dyt, hillock::rowwise)), dxt));
  if constexpr (layouts == Layouts::all) check_layouts<Scalar>(unit, x, dy, y, dx);
}

// Central differences of <dy, f(x)> in double.
template <typename Unit>
void check_slope(const Unit& unit) {
  using Vec = Eigen::VectorXd;
  const Vec x = random_vector<double>(34, 3, 5), dy = random_vector<double>(17, 2, 6), dx = unit.backward(x, dy);
  const double h = 0x1p-18;
  for (Eigen::Index i = 0; i < x.size(); ++i) {
    Vec above = x, below = x;
    above[i] += h;
    below[i] -= h;
    const double slope = dy.dot(Vec(unit(above)) - Vec(unit(below))) / (2 * h);
    CAPTURE(i);
    CHECK(std::abs(dx[i] - slope) <= 1e-8);
  }
}

}  // namespace

TEMPLATE_TEST_CASE("Gated linear units", "[gating]", float, double) {
  // Every day in all layouts of one type, and in vectors of the other those with a way of their own.
  constexpr Layouts layouts = every::stands_for_types<TestType> ? Layouts::all : Layouts::vectors;
  check_unit<TestType, layouts>(hillock::glu, hillock::Sigmoid<TestType>{});
  check_unit<TestType>(hillock::geglu, hillock::GELU<TestType>{});
  const hillock::LeakyReLU<TestType> leaky(TestType(0.2));
  const hillock::Gated any{leaky};
  CHECK(any.gate().negative_slope() == TestType(0.2));
  if constexpr (every::stands_for_types<TestType>) {
    check_unit<TestType>(hillock::reglu, hillock::ReLU<TestType>{});
    check_unit<TestType>(hillock::swiglu, hillock::SiLU<TestType>{});
    check_unit<TestType, every::full ? Layouts::all : Layouts::vectors>(any, leaky);
  }
  if constexpr (every::full) check_unit<TestType>(hillock::precise::glu, hillock::precise::Sigmoid<TestType>{});
}

TEST_CASE("Gradients of gated linear units by central differences", "[gating][gradient]") {
  check_slope(hillock::glu);
  check_slope(hillock::reglu);
  check_slope(hillock::swiglu);
  check_slope(hillock::geglu);
  check_slope(hillock::Gated{hillock::Tanh<double>{}});
}

TEMPLATE_TEST_CASE("Special values of gated linear units", "[gating][special]", float, double) {
  using DoubleWord = Eigen::Matrix<TestType, 2, 1>;
  using One = Eigen::Matrix<TestType, 1, 1>;
  const TestType inf = std::numeric_limits<TestType>::infinity(), nan = std::numeric_limits<TestType>::quiet_NaN();
  const auto glu = [](const DoubleWord& x) { return One(hillock::glu(x))[0]; };
  CHECK(glu(DoubleWord(3, 0)) == 1.5);
  CHECK(glu(DoubleWord(3, inf)) == 3);
  CHECK(glu(DoubleWord(3, -inf)) == 0);
  CHECK(glu(DoubleWord(inf, 1)) == inf);
  CHECK(std::isnan(glu(DoubleWord(nan, 1))));
  CHECK(std::isnan(glu(DoubleWord(1, nan))));
  CHECK(One(hillock::reglu(DoubleWord(3, -2)))[0] == 0);
  CHECK(One(hillock::reglu(DoubleWord(3, 2)))[0] == 6);
  CHECK(std::isnan(One(hillock::reglu(DoubleWord(3, nan)))[0]));
}

TEST_CASE("Gated linear units of the fast tier", "[gating]") {
  check_unit<float>(hillock::fast::glu, hillock::fast::Sigmoid<float>{});
  const Vector<float> x = random_vector<float>(2000, 10);
  const Vector<double> exact = hillock::precise::swiglu(x.cast<double>());
  const Vector<float> swish = hillock::fast::swiglu(x), gelu = hillock::fast::geglu(x), relu = hillock::fast::reglu(x);
  CHECK(((swish.cast<double>() - exact).array().abs() <= exact.array().abs() * 0x1.01p-11).all());
  const Vector<double> exact_gelu = hillock::precise::geglu(x.cast<double>());
  CHECK(((gelu.cast<double>() - exact_gelu).array().abs() <= exact_gelu.array().abs() * 0x1.01p-11).all());
  CHECK(same_bits(relu, Vector<float>(hillock::reglu(x))));
}

// A dense layer with a gate is the gate of a linear one, forward and backward, and so is each sample alone.
template <typename Scalar, template <typename> class Storage, typename Unit>
void check_layer(Eigen::Index rows, Eigen::Index inputs, const Unit& unit) {
  using Mat = Matrix<Scalar>;
  const Storage<Scalar> w = random_matrix<Scalar>(rows, inputs), x = random_matrix<Scalar>(inputs, 5, 2, 4);
  const Vector<Scalar> b = random_vector<Scalar>(rows);
  const Mat dy = random_matrix<Scalar>(rows / 2, 5, 1, 6);
  const hillock::Dense dense{w, b, unit};
  const hillock::Linear linear{w, b};
  CHECK((dense.outputs() == rows / 2 && dense.inputs() == inputs));
  const Mat z = linear(x), y = unit(z, hillock::columnwise), dz = unit.backward(z, dy, hillock::columnwise);
  CHECK(same_bits(dense(x), y));
  const auto g = dense.backward(x, y, dy);
  const auto expected = linear.backward(x, dz);
  CHECK(same_bits(g.pre_activation, dz));
  CHECK(same_bits(g.input, expected.input));
  CHECK(same_bits(g.weights, expected.weights));
  CHECK(same_bits(g.bias, expected.bias));
  for (Eigen::Index j = 0; j < x.cols(); ++j) {
    const Vector<Scalar> one = x.col(j), dy_one = dy.col(j), z_one = linear(one), y_one = unit(z_one);
    CHECK(same_bits(dense(one), y_one));
    CHECK(Vector<Scalar>(dense(x.col(j))).isApprox(y_one, 16 * std::numeric_limits<Scalar>::epsilon()));
    CHECK(same_bits(dense.backward(one, y_one, dy_one).pre_activation, Vector<Scalar>(unit.backward(z_one, dy_one))));
  }
  Mat into = Mat::Constant(rows / 2 + 2, 7, 9);
  dense.forward(x, into.block(1, 1, rows / 2, 5));
  CHECK(same_bits(into.block(1, 1, rows / 2, 5), y));
}

TEST_CASE("A dense layer with a gated linear unit", "[gating][dense]") {
  for (const Eigen::Index rows : {2, 6, 130, 260}) {
    check_layer<float, Matrix>(rows, 7, hillock::swiglu);
    if constexpr (every::full) check_layer<float, RowMajor>(rows, 7, hillock::precise::glu);
  }
  check_layer<double, Matrix>(38, 11, hillock::Gated{hillock::LeakyReLU<double>(0.2)});
  const hillock::Gate wave{hillock::Tanh<float>{}, hillock::Sigmoid<float>{}};
  const hillock::precise::ClippedSwiGLU<double> clipped{1.702, 0.5};
  for (const Eigen::Index rows : {2, 6, 130, 260}) {
    if constexpr (every::full) check_layer<float, Matrix>(rows, 7, hillock::OrderedGate{wave, hillock::gate_first});
    check_layer<double, RowMajor>(rows, 7, hillock::OrderedGate{clipped, hillock::gate_first, hillock::interleaved});
  }
  const Eigen::Matrix<float, 6, 3> w = random_matrix<float>(6, 3);
  const Eigen::Matrix<float, 6, 1> b = random_vector<float>(6);
  const hillock::Dense fixed{w, b, hillock::geglu};
  STATIC_REQUIRE(std::is_same<decltype(fixed(Eigen::Vector3f())), Eigen::Vector3f>::value);
  CHECK(same_bits(fixed(Eigen::Vector3f(1, -2, 3)),
                  Eigen::Vector3f(hillock::geglu(hillock::Linear{w, b}(Eigen::Vector3f(1, -2, 3))))));

  // The same layer, its rows in three orders.
  const Eigen::MatrixXf rows_of = random_matrix<float>(140, 9), sample = random_matrix<float>(9, 1, 1, 2);
  const Eigen::VectorXf bias = random_vector<float>(140, 1, 3);
  Eigen::MatrixXf turned(140, 9), mixed(140, 9);
  Eigen::VectorXf turned_bias(140), mixed_bias(140);
  turned << rows_of.bottomRows(70), rows_of.topRows(70);
  turned_bias << bias.tail(70), bias.head(70);
  for (Eigen::Index i = 0; i < 140; ++i) {
    mixed.row(i) = rows_of.row(i / 2 + i % 2 * 70);
    mixed_bias[i] = bias[i / 2 + i % 2 * 70];
  }
  const auto dense_of = [&](const auto& gate) { return hillock::Dense{rows_of, bias, gate}(sample); };
  const Eigen::VectorXf by_wave = dense_of(wave), by_swiglu = dense_of(hillock::swiglu);
  CHECK(same_bits(by_swiglu,
                  Eigen::VectorXf(hillock::Dense{turned, turned_bias,
                                                 hillock::OrderedGate{hillock::swiglu, hillock::gate_first}}(sample))));
  CHECK(same_bits(by_wave, Eigen::VectorXf(hillock::Dense{mixed, mixed_bias,
                                                          hillock::OrderedGate{wave, hillock::interleaved}}(sample))));

  const Eigen::MatrixXf odd = random_matrix<float>(5, 3), even = random_matrix<float>(4, 3);
  CHECK(message_of([&] {
          hillock::Dense{odd, Eigen::VectorXf(5), hillock::glu};
        }) == "hillock::Dense: the number of rows of the weights before a gate is 5 but must be even");
  const hillock::Dense dense{even, random_vector<float>(4), hillock::glu};
  Eigen::VectorXf y = Eigen::VectorXf::Constant(4, 7), x = Eigen::VectorXf::Zero(3);
  CHECK(message_of([&] { dense.forward(x, y.head(4)); }) ==
        "hillock::Dense: the result is 2x1 but the destination is 4x1");
  CHECK(message_of([&] { dense.forward(x, x.head(2)); }) == "hillock::Dense: the destination overlaps the input");
  CHECK(message_of([&] { dense.backward(x, y, y); }) == "hillock::Dense: the output is 2x1 but y is 4x1");
  CHECK((y.array() == 7).all());
}

TEST_CASE("Errors of gated linear units", "[gating][errors]") {
  const Eigen::MatrixXf x = random_matrix<float>(5, 4), dy = random_matrix<float>(2, 4);
  Eigen::MatrixXf y = Eigen::MatrixXf::Constant(5, 4, 7);
  CHECK(message_of([&] { y = hillock::glu(x); }) == "hillock::glu: the length along the axis is 5 but must be even");
  CHECK(message_of([&] { y = hillock::reglu(x.col(0)); }) ==
        "hillock::reglu: the length along the axis is 5 but must be even");
  CHECK(message_of([&] { y = hillock::glu.backward(x.leftCols(3), dy, hillock::rowwise); }) ==
        "hillock::glu: the length along the axis is 3 but must be even");
  CHECK(message_of([&] { y = hillock::Gated{hillock::Tanh<float>{}}(x); }) ==
        "hillock::Gated: the length along the axis is 5 but must be even");
  CHECK(message_of([&] { y = hillock::glu.backward(x, dy, hillock::rowwise); }) ==
        "hillock::glu: the result is 5x2 but dy is 2x4");
  CHECK(message_of([&] { y = hillock::glu.backward(x.topRows(4), x); }) ==
        "hillock::glu: the result is 2x4 but dy is 5x4");
  CHECK(message_of([&] { y.topRows(3) = hillock::glu.backward(x.topRows(4), dy); }) ==
        "hillock::glu: the result is 4x4 but the destination is 3x4");
  CHECK((y.array() == 7).all());
}

namespace {

// Of two inputs and of halves: what the scalar functions of both sides give, element by element. Where the result is a
// lazy expression of Eigen's, nothing copies what it would overwrite.
template <typename Scalar, bool copies = true, typename Gate, typename F, typename DF, typename G, typename DG>
void check_two_sides(const Gate& gate, const F& f, const DF& df, const G& g, const DG& dg) {
  using Mat = Matrix<Scalar>;
  using Rows = RowMajor<Scalar>;
  for (const Eigen::Index n : {1, 7, 19}) {
    const Mat a = random_matrix<Scalar>(n, 5, 9), b = random_matrix<Scalar>(n, 5, 9, 2),
              dy = random_matrix<Scalar>(n, 5, 2, 3);
    Mat y(n, 5), da(n, 5), db(n, 5), x(2 * n, 5), turned(2 * n, 5), dx(2 * n, 5), turned_dx(2 * n, 5);
    for (Eigen::Index i = 0; i < a.size(); ++i) {
      const Scalar value = a.data()[i], door = b.data()[i], outer = dy.data()[i];
      y.data()[i] = f(value) * g(door);
      da.data()[i] = outer * df(value) * g(door);
      db.data()[i] = outer * f(value) * dg(door);
    }
    x << a, b;
    turned << b, a;
    dx << da, db;
    turned_dx << db, da;
    Mat mixed(2 * n, 5), mixed_turned(2 * n, 5), mixed_dx(2 * n, 5), mixed_turned_dx(2 * n, 5);  // a0 b0 a1 b1 ...
    for (Eigen::Index i = 0; i < n; ++i) {
      mixed.row(2 * i) = mixed_turned.row(2 * i + 1) = a.row(i);
      mixed.row(2 * i + 1) = mixed_turned.row(2 * i) = b.row(i);
      mixed_dx.row(2 * i) = mixed_turned_dx.row(2 * i + 1) = da.row(i);
      mixed_dx.row(2 * i + 1) = mixed_turned_dx.row(2 * i) = db.row(i);
    }
    const Mat xt = x.transpose(), turned_t = turned.transpose(), yt = y.transpose(), mixed_t = mixed.transpose();
    CHECK(same_bits(Mat(gate(mixed, hillock::interleaved)), y));
    CHECK(same_bits(Mat(gate(mixed_turned, hillock::interleaved, hillock::gate_first)), y));
    CHECK(same_bits(Mat(gate(mixed_t, hillock::rowwise, hillock::interleaved)), yt));
    CHECK(same_bits(Rows(gate(1 * Rows(mixed), hillock::columnwise, hillock::interleaved)), y));
    CHECK(same_bits(RowVector<Scalar>(gate(mixed_t.row(2), hillock::interleaved)), yt.row(2)));
    CHECK(same_bits(Mat(gate.backward(mixed, dy, hillock::interleaved)), mixed_dx));
    CHECK(same_bits(Mat(gate.backward(1 * mixed_t, Mat(dy.transpose()), hillock::interleaved, hillock::rowwise)),
                    Mat(mixed_dx.transpose())));
    CHECK(same_bits(Rows(gate.backward(Rows(mixed), dy, hillock::interleaved)), mixed_dx));
    CHECK(same_bits(Mat(gate.backward(mixed_turned, dy, hillock::interleaved, hillock::gate_first)), mixed_turned_dx));
    Mat mixed_in_place = mixed;
    mixed_in_place = gate.backward(mixed_in_place, dy, hillock::interleaved);
    CHECK(same_bits(mixed_in_place, mixed_dx));
    mixed_in_place = mixed;
    mixed_in_place.topRows(n) = gate(mixed_in_place, hillock::interleaved);  // over what is still to be read
    CHECK(same_bits(mixed_in_place.topRows(n), y));
    const hillock::OrderedGate ordered{gate, hillock::gate_first, hillock::interleaved};
    CHECK(same_bits(Mat(ordered(mixed_turned)), y));
    CHECK(same_bits(Mat(ordered(Mat(mixed_turned.transpose()), hillock::rowwise)), yt));
    CHECK(same_bits(Mat(gate(a, b)), y));
    CHECK(same_bits(Rows(gate(Rows(a), 1 * b)), y));
    CHECK(same_bits(Mat(gate(x)), y));
    CHECK(same_bits(Mat(gate(turned, hillock::gate_first)), y));
    CHECK(same_bits(Mat(gate(1 * xt, hillock::rowwise)), yt));
    CHECK(same_bits(Mat(gate(turned_t, hillock::gate_first, hillock::rowwise)), yt));
    CHECK(same_bits(Vector<Scalar>(gate(x.col(1))), y.col(1)));
    auto of = gate.backward(a, b, dy);
    CHECK((same_bits(of.values, da) && same_bits(of.gates, db)));
    of = {a, b};  // in place
    gate.backward(of.values, of.gates, dy, of);
    CHECK((same_bits(of.values, da) && same_bits(of.gates, db)));
    CHECK(same_bits(Mat(gate.backward(x, dy)), dx));
    CHECK(same_bits(Mat(gate.backward(turned, 1 * dy, hillock::gate_first)), turned_dx));
    CHECK(same_bits(Mat(gate.backward(xt, Mat(dy.transpose()), hillock::rowwise)), Mat(dx.transpose())));
    Mat in_place = x;
    in_place = gate.backward(in_place, dy);
    CHECK(same_bits(in_place, dx));
    in_place.topRows(n) = dy;  // the gradient where the result goes, beside an expression that goes there first
    in_place = gate.backward(1 * x, in_place.topRows(n));
    CHECK(same_bits(in_place, dx));
    in_place = x;
    in_place.topRows(n) = gate(in_place);
    CHECK(same_bits(in_place.topRows(n), y));
    in_place = x;
    if (copies && n > 1) {  // where both halves are overwritten in part
      in_place.middleRows(1, n) = gate(in_place);
      CHECK(same_bits(in_place.middleRows(1, n), y));
    }
  }
}

}  // namespace

TEMPLATE_TEST_CASE("Gates of any two functions", "[gating]", float, double) {
  const hillock::Tanh<TestType> tanh;
  const hillock::Sigmoid<TestType> sigmoid;
  if constexpr (every::stands_for_types<TestType>) {
    check_two_sides<TestType>(
        hillock::Gate{tanh, sigmoid}, tanh, [&](TestType x) { return tanh.derivative(x); }, sigmoid,
        [&](TestType x) { return sigmoid.derivative(x); });
  }
  const hillock::SiLU<TestType> silu;
  const hillock::Gate plain{hillock::Identity<TestType>{}, silu};
  if constexpr (every::full) {
    check_two_sides<TestType>(
        plain, [](TestType x) { return x; }, [](TestType) { return TestType(1); }, silu,
        [&](TestType x) { return silu.derivative(x); });
  }
  const Vector<TestType> x = random_vector<TestType>(34, 5);
  CHECK(same_bits(Vector<TestType>(plain(x)), Vector<TestType>(hillock::swiglu(x))));
  // gpt-oss: both limits are met in [-9, 9].
  const TestType limit = 7;
  const hillock::Swish<TestType> swish(TestType(1.702));
  if constexpr (every::full || !every::stands_for_types<TestType>) {
    check_two_sides<TestType>(
        hillock::ClippedSwiGLU<TestType>{}, [&](TestType v) { return std::min(std::max(v, -limit), limit) + 1; },
        [&](TestType v) { return TestType(std::abs(v) <= limit); },
        [&](TestType v) { return swish(std::min(v, limit)); },
        [&](TestType v) { return v > limit ? TestType(0) : swish.derivative(v); });
  }
  using One = Eigen::Matrix<TestType, 1, 1>;
  // (7 + 1) 7 sigma(1.702 7)
  CHECK(std::abs(double(One(hillock::ClippedSwiGLU<TestType>()(One(100), One(50)))[0]) - 55.99962502642654) <= 1e-5);
}

TEST_CASE("Gated linear units in every order, of two inputs, and their types", "[gating]") {
  const hillock::SiLU<float> silu;
  check_two_sides<float, false>(
      hillock::swiglu, [](float x) { return x; }, [](float) { return 1.0f; }, silu,
      [&](float x) { return silu.derivative(x); });
  if constexpr (every::full) {
    const hillock::precise::GELU<double> gelu;
    check_two_sides<double, false>(
        hillock::precise::GeGLU<double>{}, [](double x) { return x; }, [](double) { return 1.0; }, gelu,
        [&](double x) { return gelu.derivative(x); });
  }
  STATIC_REQUIRE(std::is_same<decltype(hillock::reglu)::For<float>, hillock::ReGLU<float>>::value);
  STATIC_REQUIRE(std::is_same<decltype(hillock::fast::glu)::For<float>, hillock::fast::GLU<float>>::value);
  CHECK(std::string(hillock::precise::SwiGLU<float>::name) == "swiglu");
}

TEMPLATE_TEST_CASE("Blends of a function and its argument", "[gating]", EVERY_TYPE) {
  using Scalar = TestType;
  using One = Eigen::Matrix<Scalar, 1, 1>;
  const auto check = [](const auto& f, const auto& g) {
    const hillock::Blend blend{f, g};
    const Vector<Scalar> a = random_vector<Scalar>(300, 6), b = random_vector<Scalar>(300, 6, 2),
                         dy = random_vector<Scalar>(300, 2, 3), y = blend(a, b);
    const auto of = blend.backward(a, b, dy);
    const double unit = std::numeric_limits<Scalar>::epsilon();
    double worst = 0, worst_slope = 0;
    for (Eigen::Index i = 0; i < a.size(); ++i) {
      const double z = double(g(b[i])), value = double(f(a[i])), x = double(a[i]), by = double(dy[i]);
      const double size = std::max({std::abs(z * value), std::abs(z * x), std::abs((1 - z) * x)});
      worst = std::max(worst, std::abs(double(y[i]) - (z * value + (1 - z) * x)) / (size * unit));
      const double slope = double(f.derivative(a[i])), slope_size = std::max(std::abs(z * slope), 1.0);
      worst_slope = std::max(worst_slope, std::abs(double(of.values[i]) - by * (z * slope + (1 - z))) /
                                              (std::abs(by) * slope_size * unit));
      worst_slope = std::max(
          worst_slope, std::abs(double(of.gates[i]) - by * (value - x) * double(g.derivative(b[i]))) /
                           (std::abs(by) * std::max(std::abs(value), std::abs(x)) * double(g.derivative(b[i])) * unit));
    }
    CHECK(worst <= 2);
    CHECK(worst_slope <= 2.5);
    Vector<Scalar> both(600), mixed(600);
    both << b, a;
    for (Eigen::Index i = 0; i < 300; ++i) {
      mixed[2 * i] = a[i];
      mixed[2 * i + 1] = b[i];
    }
    CHECK(same_bits(Vector<Scalar>(blend(both, hillock::gate_first)), y));
    CHECK(same_bits(Vector<Scalar>(blend(mixed, hillock::interleaved)), y));
  };
  check(hillock::Tanh<Scalar>{}, hillock::Sigmoid<Scalar>{});
  check(hillock::precise::LeakyReLU<Scalar>(Scalar(0.01)), hillock::precise::Sigmoid<Scalar>{});
  check(hillock::fast::Tanh<Scalar>{}, hillock::fast::Sigmoid<Scalar>{});
  const hillock::Blend blend{hillock::ReLU<Scalar>{}, hillock::Sigmoid<Scalar>{}};
  CHECK(One(blend(One(-3), One(200)))[0] == 0);    // all of relu
  CHECK(One(blend(One(-3), One(-200)))[0] == -3);  // nothing of it
  CHECK(One(blend(One(-3), One(0)))[0] == Scalar(-1.5));
}

TEST_CASE("Gradients of gates by central differences", "[gating][gradient]") {
  const auto check = [](const auto& gate) {
    const Eigen::VectorXd a = random_vector<double>(17, 3, 5), b = random_vector<double>(17, 3, 6);
    const auto g = gate.backward(a, b, Eigen::VectorXd::Ones(17));
    const double h = 0x1p-18;
    const Eigen::VectorXd step = Eigen::VectorXd::Constant(17, h);
    const auto slope = [&](const Eigen::VectorXd& above, const Eigen::VectorXd& below) {
      return Eigen::VectorXd((above - below) / (2 * h));
    };
    CHECK((slope(gate(a + step, b), gate(a - step, b)) - g.values).cwiseAbs().maxCoeff() <= 1e-8);
    CHECK((slope(gate(a, b + step), gate(a, b - step)) - g.gates).cwiseAbs().maxCoeff() <= 1e-8);
  };
  check(hillock::Gate{hillock::Tanh<double>{}, hillock::Sigmoid<double>{}});
  check(hillock::ClippedSwiGLU<double>{1.702, 2.0});
  check(hillock::Blend{hillock::Tanh<double>{}, hillock::Sigmoid<double>{}});
}

TEST_CASE("Errors of gates", "[gating][errors]") {
  const hillock::Gate gate{hillock::Tanh<float>{}, hillock::Sigmoid<float>{}};
  const Eigen::MatrixXf x = random_matrix<float>(5, 4), other = random_matrix<float>(5, 3);
  Eigen::MatrixXf y = Eigen::MatrixXf::Constant(5, 4, 7);
  CHECK(message_of([&] { y = gate(x, other); }) == "hillock::Gate: values is 5x4 but gates is 5x3");
  CHECK(message_of([&] { y = gate(x); }) == "hillock::Gate: the length along the axis is 5 but must be even");
  CHECK(message_of([&] { y = gate.backward(x, other, hillock::rowwise); }) ==
        "hillock::Gate: the result is 5x2 but dy is 5x3");
  CHECK(message_of([&] { gate.backward(x, x, other); }) == "hillock::Gate: values is 5x4 but dy is 5x3");
  CHECK(message_of([&] { y = gate(x, hillock::interleaved); }) ==
        "hillock::Gate: the length along the axis is 5 but must be even");
  CHECK((y.array() == 7).all());
  Eigen::MatrixXf large = random_matrix<float>(6, 4);
  using Part = Eigen::Map<Eigen::MatrixXf, 0, Eigen::OuterStride<>>;
  hillock::GateGradient<Part, Eigen::MatrixXf> g{Part(large.data(), 5, 4, Eigen::OuterStride<>(6)), x};
  CHECK(message_of([&] { gate.backward(large.bottomRows(5), x, x, g); }) ==
        "hillock::Gate: the destination overlaps the values in part");
  for (const float limit : {0.0f, -1.0f, hillock::detail::infinity<float>()}) {
    CHECK(message_of([&] { hillock::ClippedSwiGLU<float>(1.0f, limit); }).find("hillock::ClippedSwiGLU: limit is ") ==
          0);
  }
}
