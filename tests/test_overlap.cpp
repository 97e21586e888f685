// What may be written where: overlap against a reference that marks bytes, with strides of either sign, 0 and beyond
// the other's extent; and what functions and layers make of it.
#include <bitset>
#include <random>
#include <vector>

#include "catch.hpp"
#include "support.hpp"

namespace {

using namespace support;

using View = Eigen::Map<Eigen::MatrixXf, 0, Strides>;
using RowMajorView = Eigen::Map<RowMajor<float>, 0, Strides>;

// The bytes of an expression, counted from `base`.
template <typename X>
std::bitset<2048> bytes_of(const X& x, const char* base) {
  std::bitset<2048> bytes;
  for (Eigen::Index i = 0; i < x.rows(); ++i) {
    for (Eigen::Index j = 0; j < x.cols(); ++j) {
      const char* element = reinterpret_cast<const char*>(x.data()) +
                            (i * x.rowStride() + j * x.colStride()) * Eigen::Index(sizeof(typename X::Scalar));
      for (std::size_t k = 0; k < sizeof(typename X::Scalar); ++k) bytes.set(std::size_t(element - base) + k);
    }
  }
  return bytes;
}
template <typename A, typename B>
bool share_a_byte(const A& a, const B& b, const char* base) {
  return (bytes_of(a, base) & bytes_of(b, base)).any();
}

int draw(std::mt19937& engine, int low, int high) { return low + int(engine() % unsigned(high - low + 1)); }

template <typename Map>
Map draw_view(std::mt19937& engine, float* middle) {
  constexpr int strides[] = {-13, -5, -2, -1, 0, 1, 2, 3, 5, 13};
  const int inner = strides[draw(engine, 0, 9)], outer = strides[draw(engine, 0, 9)];
  return Map(middle + draw(engine, -40, 40), draw(engine, 0, 5), draw(engine, 0, 5), Strides(outer, inner));
}

// An expression in memory anywhere: a Map would refuse an address between two elements.
struct Place {
  using Scalar = float;
  static constexpr int IsVectorAtCompileTime = true, InnerStrideAtCompileTime = Eigen::Dynamic;
  const float* first;
  Eigen::Index count, stride;

  const float* data() const { return first; }
  Eigen::Index rows() const { return count; }
  Eigen::Index cols() const { return 1; }
  Eigen::Index size() const { return count; }
  Eigen::Index rowStride() const { return stride; }
  Eigen::Index colStride() const { return 0; }
};

// A vector with a stride, whose other elements are marked.
struct Spread {
  std::vector<float> memory = std::vector<float>(240, -7.f);
  View view(Eigen::Index first, Eigen::Index stride, Eigen::Index n) {
    return View(memory.data() + first, n, 1, Strides(0, stride));
  }
};

}  // namespace

TEST_CASE("Overlap is exact, to the byte", "[overlap]") {
  std::mt19937 engine(1);
  std::vector<float> memory(512);
  float* middle = memory.data() + 256;
  const char* base = reinterpret_cast<const char*>(memory.data());
  int wrong = 0, overlapping = 0;
  const auto compare = [&](const auto& a, const auto& b) {
    const bool shared = share_a_byte(a, b, base);
    overlapping += shared;
    wrong += hillock::detail::overlap(a, b) != shared || hillock::detail::overlap(b, a) != shared;
  };
  for (int i = 0; i < 60000; ++i) {
    const View a = draw_view<View>(engine, middle), b = draw_view<View>(engine, middle);
    const RowMajorView c = draw_view<RowMajorView>(engine, middle);
    compare(a, b);
    compare(a, c);
    // Of one matrix, as blocks are.
    compare(a, View(middle + draw(engine, -40, 40), draw(engine, 0, 5), draw(engine, 0, 5),
                    Strides(a.outerStride(), a.innerStride())));
    // Vectors whose elements are known to lie side by side.
    const Eigen::Map<Eigen::VectorXf> d(middle + draw(engine, -40, 40), draw(engine, 0, 20));
    compare(a, d);
    compare(d, Eigen::Map<Eigen::RowVectorXf>(middle + draw(engine, -40, 40), draw(engine, 0, 20)));
  }
  CHECK(wrong == 0);
  CHECK((overlapping > 10000 && overlapping < 290000));

  // Elements that lie across two others.
  wrong = 0;
  for (int offset = 0; offset < 40; ++offset) {
    const Place a{middle, 3, 2};
    const Place b{reinterpret_cast<const float*>(reinterpret_cast<const char*>(middle) - 16 + offset), 2, 3};
    wrong += hillock::detail::overlap(a, b) != share_a_byte(a, b, base);
  }
  CHECK(wrong == 0);
}

TEST_CASE("Softmax and its backward between overlapping strides", "[overlap]") {
  constexpr Eigen::Index n = 20;
  const Vector<float> values = random_vector<float>(n), gradient = random_vector<float>(n, 1, 2);
  const Vector<float> y = hillock::softmax(values), dx = hillock::softmax.backward_from_output(y, gradient);
  int wrong = 0;
  for (const Eigen::Index from : {-2, -1, 1, 2, 3}) {
    for (const Eigen::Index to : {-2, -1, 1, 2, 3}) {
      for (Eigen::Index distance = -45; distance <= 45; ++distance) {
        Spread spread;
        auto x = spread.view(from < 0 ? 120 : 80, from, n), destination = spread.view(100 + distance, to, n);
        x = values;
        destination = hillock::softmax(x);
        wrong += !same_bits(destination, y);
        x = y;
        destination = hillock::softmax.backward_from_output(x, gradient);
        wrong += !same_bits(destination, dx);
        x = gradient;
        destination = hillock::softmax.backward_from_output(y, x);
        wrong += !same_bits(destination, dx);
      }
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("A layer refuses a destination that overlaps its input, and no other", "[overlap]") {
  constexpr Eigen::Index n = 6;
  const Vector<float> values = random_vector<float>(n);
  const hillock::Linear linear{random_matrix<float>(n, n), random_vector<float>(n)};
  const Vector<float> z = linear(values);
  int wrong = 0, refused = 0;
  for (const Eigen::Index from : {-3, -1, 1, 2}) {
    for (const Eigen::Index to : {-3, -1, 1, 2}) {
      for (Eigen::Index distance = -20; distance <= 20; ++distance) {
        Spread spread;
        const char* base = reinterpret_cast<const char*>(spread.memory.data());
        auto x = spread.view(100, from, n), destination = spread.view(100 + distance, to, n);
        x = values;
        const bool shared = share_a_byte(x, destination, base);
        const std::string message = message_of([&] { linear.forward(x, destination); });
        wrong += message != (shared ? "hillock::Linear: the destination overlaps the input" : "");
        wrong += shared ? !same_bits(x, values) : !destination.isApprox(z, 1e-5f);
        refused += shared;
      }
    }
  }
  CHECK(wrong == 0);
  CHECK((refused > 100 && refused < 500));
}

TEST_CASE("Views by index and reversed ones, as arguments and as destinations", "[overlap]") {
  using Vec = Vector<float>;
  using Mat = Matrix<float>;
  const std::vector<int> some{8, 0, 5, 3};
  const Vec x = random_vector<float>(10), dy = random_vector<float>(4, 1, 2), of_some = x(some);
  const Mat m = random_matrix<float>(10, 4);
  const auto every_second = Eigen::seqN(1, 4, 2);
  const auto columns = Eigen::seqN(0, 4);
  const Vec seconds = x(every_second);
  const auto check_vector = [&](const auto& f) {
    CHECK(same_bits(Vec(f(x(some))), Vec(f(of_some))));
    CHECK(same_bits(Vec(f(x(every_second))), Vec(f(seconds))));
    CHECK(same_bits(Vec(f(x.reverse())), Vec(f(Vec(x.reverse())))));
    Vec y = x, expected = x;
    y(some) = f(dy);
    const Vec result = f(dy);
    for (Eigen::Index i = 0; i < result.size(); ++i) expected[some[std::size_t(i)]] = result[i];
    CHECK(same_bits(y, expected));
  };
  check_vector(hillock::tanh);
  check_vector(hillock::softmax);
  check_vector(hillock::hardmax);
  Vec turned = x;
  turned.reverse() = hillock::softmax(turned);
  CHECK(same_bits(Vec(turned.reverse()), Vec(hillock::softmax(x))));
  CHECK(same_bits(Vec(hillock::softmax.backward(x(some), dy.reverse())),
                  Vec(hillock::softmax.backward(of_some, Vec(dy.reverse())))));
  CHECK(same_bits(Vec(hillock::softmax.backward_from_output(x(every_second), x(some))),
                  Vec(hillock::softmax.backward_from_output(seconds, of_some))));

  CHECK(same_bits(Vec(hillock::glu(x(every_second))), Vec(hillock::glu(seconds))));
  CHECK(same_bits(Vec(hillock::glu(x(some))), Vec(hillock::glu(of_some))));
  CHECK(same_bits(Vec(hillock::glu.backward(x(some), dy(Eigen::seqN(0, 2, 2)))),
                  Vec(hillock::glu.backward(of_some, Vec(dy(Eigen::seqN(0, 2, 2)))))));
  CHECK(every::same_bits(hillock::logsumexp(x(some)), hillock::logsumexp(of_some)));
  CHECK(same_bits(RowVector<float>(hillock::logsumexp(m(every_second, columns))),
                  RowVector<float>(hillock::logsumexp(Mat(m(every_second, columns))))));
  RowVector<float> sums(4);
  sums.reverse() = hillock::logsumexp(m);
  CHECK(same_bits(RowVector<float>(sums.reverse()), RowVector<float>(hillock::logsumexp(m))));

  const Mat chosen = m(some, columns);
  const Eigen::Vector4i labels(3, 0, 1, 1);
  const auto& loss = hillock::softmax_cross_entropy;
  CHECK(same_bits(loss(m(some, columns), labels.reverse()).gradient,
                  loss(chosen, Eigen::Vector4i(labels.reverse())).gradient));
  CHECK(same_bits(loss(chosen, m(every_second, columns)).losses, loss(chosen, Mat(m(every_second, columns))).losses));

  const hillock::Linear linear{chosen, of_some};
  const auto check_layer = [&](const auto& layer) {
    const Vec z = layer(seconds);
    CHECK(same_bits(Vec(layer(x(every_second))), z));
    CHECK(same_bits(Mat(layer(m(some, columns))), Mat(layer(chosen))));
    Vec y = x;
    layer.forward(x(every_second), y(some));
    CHECK(same_bits(Vec(y(some)), z));
    // What cannot be written to directly is assigned at the end: it may overlap.
    const Vec first = y.head(4);
    layer.forward(y.head(4), y.head(4).reverse());
    CHECK(same_bits(Vec(y.head(4).reverse()), Vec(layer(first))));
    const Vec before = y;
    CHECK(message_of([&] { layer.forward(seconds, y.reverse()); }).find("4x1 but the destination is 10x1") < 100);
    CHECK(same_bits(y, before));
  };
  check_layer(linear);
  check_layer(hillock::Dense{m(some, columns), x(some), hillock::gelu});
  check_layer(hillock::Dense{chosen, of_some, hillock::softmax});
  CHECK(same_bits(linear.backward(x(every_second), x(some)).weights, linear.backward(seconds, of_some).weights));
  CHECK(hillock::Neuron{x(some), 1.f}(x(every_second)) == hillock::Neuron{of_some, 1.f}(seconds));
}
