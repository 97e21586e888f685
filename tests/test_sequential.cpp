// Sequential: bit for bit what its layers make one after the other, forward and backward, and what it refuses.
#include <cmath>
#include <thread>
#include <type_traits>
#include <vector>

#include "catch.hpp"
#include "support.hpp"

namespace {

using namespace support;

/// Of every kind of layer: 5 inputs, then 37, 37, 12 (halved by a gate), 12, 6 and 6 values.
template <typename Weights, typename Axis = hillock::Columnwise>
struct Layers {
  using Scalar = typename Weights::Scalar;

  hillock::Dense<Weights, Vector<Scalar>, hillock::GELU<Scalar>, Axis> first;
  hillock::LeakyReLU<Scalar> second{Scalar(-0.5)};  // the output does not tell the derivative
  hillock::Dense<Weights, Vector<Scalar>, typename decltype(hillock::swiglu)::template For<Scalar>, Axis> third;
  hillock::Tanh<Scalar> fourth;
  hillock::Linear<Weights, Vector<Scalar>, Axis> fifth;
  hillock::Softmax<Scalar> sixth;

  Layers()
      : first(random_matrix<Scalar>(37, 5), random_vector<Scalar>(37), hillock::gelu, Axis()),
        third(random_matrix<Scalar>(24, 37, 0.5, 2), random_vector<Scalar>(24, 1, 3), hillock::swiglu, Axis()),
        fifth(random_matrix<Scalar>(6, 12, 1, 4), random_vector<Scalar>(6, 1, 5), Axis()) {}

  auto network() const { return hillock::Sequential{first, second, third, hillock::tanh, fifth, hillock::softmax}; }
};

/// The same samples as rows: by the axis of the layers, and as an argument.
template <typename Weights, typename X, typename Y, typename DY, typename Gradients>
void check_rows(const X& x, const Y& y, const DY& dy, const Gradients& columnwise) {
  const auto check = [&](const auto& output, const auto& gradients) {
    CHECK(same_bits(output, y.transpose()));
    CHECK(same_bits(std::get<0>(gradients).input, std::get<0>(columnwise).input.transpose()));
    CHECK(same_bits(std::get<0>(gradients).weights, std::get<0>(columnwise).weights));
    CHECK(same_bits(std::get<2>(gradients).bias, std::get<2>(columnwise).bias));
    CHECK(same_bits(std::get<4>(gradients).weights, std::get<4>(columnwise).weights));
    CHECK(same_bits(std::get<5>(gradients).input, std::get<5>(columnwise).input.transpose()));
  };
  const auto rows = Layers<Weights, hillock::Rowwise>().network();
  typename std::decay_t<decltype(rows)>::template Memory<X> memory;
  const auto& output = rows.forward(x, memory);
  check(output, rows.backward(x, dy, memory));
  CHECK(same_bits(rows(x), output));

  const auto columns = Layers<Weights>().network();
  typename std::decay_t<decltype(columns)>::template Memory<X, hillock::Rowwise> other;
  typename std::decay_t<decltype(columns)>::template Gradients<X, hillock::Rowwise> gradients;
  columns.forward(x, other, hillock::rowwise);
  columns.backward(x, dy, other, gradients, hillock::rowwise);
  check(columns(x, hillock::rowwise), gradients);
}

template <typename Weights, typename X>
void check_layer_by_layer(const X& x) {
  using Scalar = typename Weights::Scalar;
  using Mat = Eigen::Matrix<Scalar, Eigen::Dynamic, X::ColsAtCompileTime>;
  const Layers<Weights> l;
  const auto network = l.network();
  typename std::decay_t<decltype(network)>::template Memory<X> memory;

  const Mat y1 = l.first(x), y2 = l.second(y1), y3 = l.third(y2), y4 = l.fourth(y3), y5 = l.fifth(y4);
  const Mat y = l.sixth(y5, hillock::columnwise);
  CHECK(same_bits(network(x), y));
  CHECK(same_bits(network.forward(x, memory), y));
  CHECK(same_bits(std::get<0>(memory), y1));
  CHECK(same_bits(std::get<4>(memory), y5));

  const Mat dy = random<Mat>(6, x.cols(), 1, 9);
  const Mat d5 = l.sixth.backward_from_output(y, dy, hillock::columnwise);
  const auto g5 = l.fifth.backward(y4, d5);
  const Mat d4 = l.fourth.backward_from_output(y4, g5.input);
  const auto g3 = l.third.backward(y2, y3, d4);
  const Mat d1 = l.second.backward(y1, g3.input);
  const auto g1 = l.first.backward(x, y1, d1);

  const auto check = [&](const auto& gradients) {
    CHECK(same_bits(std::get<0>(gradients).input, g1.input));
    CHECK(same_bits(std::get<0>(gradients).weights, g1.weights));
    CHECK(same_bits(std::get<0>(gradients).bias, g1.bias));
    CHECK(same_bits(std::get<1>(gradients).input, d1));
    CHECK(same_bits(std::get<2>(gradients).weights, g3.weights));
    CHECK(same_bits(std::get<2>(gradients).bias, g3.bias));
    CHECK(same_bits(std::get<4>(gradients).weights, g5.weights));
    CHECK(same_bits(std::get<4>(gradients).bias, g5.bias));
    CHECK(same_bits(std::get<5>(gradients).input, d5));
  };
  auto gradients = network.backward(x, dy, memory);
  check(gradients);
  network.backward(x, Mat(-dy), memory, gradients);
  network.backward(x, dy, memory, gradients);
  check(gradients);
  using Transposed =
      Eigen::Matrix<Scalar, X::ColsAtCompileTime, Eigen::Dynamic, X::IsRowMajor ? Eigen::ColMajor : Eigen::RowMajor>;
  check_rows<Weights>(Transposed(x.transpose()), y, RowMajor<Scalar>(dy.transpose()), gradients);
}

/// Of each of the values.
template <typename Gradient, typename Action>
void check_differences(Eigen::MatrixXd& values, const Gradient& gradient, Action loss_now) {
  CAPTURE(values.rows(), values.cols());
  REQUIRE((gradient.rows() == values.rows() && gradient.cols() == values.cols()));
  for (double& value : values.reshaped()) {
    const Eigen::Index k = &value - values.data();
    const double before = value, h = 1e-5;
    value = before + h;
    const double above = loss_now();
    value = before - h;
    const double difference = (above - loss_now()) / (2 * h);
    value = before;
    CHECK(std::abs(gradient.reshaped()[k] - difference) < 1e-8);
  }
}

}  // namespace

TEMPLATE_TEST_CASE("A network is its layers one after the other", "[sequential]", EVERY_TYPE) {
  for (Eigen::Index samples = 1; samples <= 70; ++samples) {
    CAPTURE(samples);
    const Matrix<TestType> x = random_matrix<TestType>(5, samples, 2, 7);
    check_layer_by_layer<Matrix<TestType>>(x);
    check_layer_by_layer<RowMajor<TestType>>(x);
    check_layer_by_layer<Matrix<TestType>>(RowMajor<TestType>(x));
  }
  check_layer_by_layer<Matrix<TestType>>(random_vector<TestType>(5));
  check_layer_by_layer<Matrix<TestType>>(random_matrix<TestType>(5, 0));
}

TEMPLATE_TEST_CASE("A network of fixed sizes is its layers one after the other", "[sequential]", EVERY_TYPE) {
  using Wide = Eigen::Matrix<TestType, 4, 3>;
  using Narrow = Eigen::Matrix<TestType, 2, 4>;
  using Four = Eigen::Matrix<TestType, 4, 1>;
  using Three = Eigen::Matrix<TestType, 3, 1>;
  using DoubleWord = Eigen::Matrix<TestType, 2, 1>;
  const DoubleWord b2 = random<DoubleWord>(2, 1, 1, 4), dy(TestType(0.5), -1);
  const hillock::Dense first{random<Wide>(4, 3), random<Four>(4, 1, 1, 2), hillock::tanh};
  const hillock::Linear second{random<Narrow>(2, 4, 1, 3), b2};
  const hillock::Sequential network{first, second, hillock::softmax};
  using Network = std::decay_t<decltype(network)>;
  static_assert(std::is_same<typename Network::template Memory<Three>, std::tuple<Four, DoubleWord, DoubleWord>>::value,
                "on the stack");
  static_assert(std::is_same<typename Network::template Output<Eigen::Matrix<TestType, 3, 5>>,
                             Eigen::Matrix<TestType, 2, 5>>::value,
                "and so is a batch");
  static_assert(std::is_same<typename Network::template Output<Eigen::Matrix<TestType, 5, 3>, hillock::Rowwise>,
                             Eigen::Matrix<TestType, 5, 2>>::value,
                "of rows too");

  const Three x = random<Three>(3, 1, 1, 5);
  typename Network::template Memory<Three> memory;
  const DoubleWord y = network.forward(x, memory);
  const Four hidden = first(x);
  CHECK(same_bits(y, DoubleWord(hillock::softmax(second(hidden)))));
  CHECK(same_bits(y, network(x)));
  const auto gradients = network.backward(x, dy, memory);
  const auto g2 = second.backward(hidden, DoubleWord(hillock::softmax.backward_from_output(y, dy)));
  const auto g1 = first.backward(x, hidden, g2.input);
  CHECK(same_bits(std::get<0>(gradients).input, g1.input));
  CHECK(same_bits(std::get<0>(gradients).weights, g1.weights));
  CHECK(same_bits(std::get<1>(gradients).weights, g2.weights));
  CHECK(same_bits(std::get<1>(gradients).bias, g2.bias));
}

TEST_CASE("Gradients of a network are those of central differences", "[sequential]") {
  using Mat = Eigen::MatrixXd;
  Mat x = random_matrix<double>(3, 5), w1 = random_matrix<double>(4, 3), b1 = random_matrix<double>(4, 1);
  Mat w2 = random_matrix<double>(6, 4), b2 = random_matrix<double>(6, 1);
  const Mat dy = random_matrix<double>(3, 5, 1, 3);
  // Views, so that the network sees what is changed.
  using View = Eigen::Map<const Mat>;
  using ViewOfVector = Eigen::Map<const Eigen::VectorXd>;
  const hillock::Sequential network{hillock::Dense{View(w1.data(), 4, 3), ViewOfVector(b1.data(), 4), hillock::gelu},
                                    hillock::Dense{View(w2.data(), 6, 4), ViewOfVector(b2.data(), 6), hillock::geglu},
                                    hillock::softmax};
  decltype(network)::Memory<> memory;
  network.forward(x, memory);
  const auto gradients = network.backward(x, dy, memory);
  const auto now = [&] { return network(x).cwiseProduct(dy).sum(); };
  check_differences(x, std::get<0>(gradients).input, now);
  check_differences(w1, std::get<0>(gradients).weights, now);
  check_differences(b1, std::get<0>(gradients).bias, now);
  check_differences(w2, std::get<1>(gradients).weights, now);
  check_differences(b2, std::get<1>(gradients).bias, now);
}

TEMPLATE_TEST_CASE("A gate is a layer of its own", "[sequential]", EVERY_TYPE) {
  using Mat = Matrix<TestType>;
  const Mat w1 = random_matrix<TestType>(24, 10), w2 = random_matrix<TestType>(4, 6, 1, 3);
  const Vector<TestType> b1 = random_vector<TestType>(24), b2 = random_vector<TestType>(4, 1, 4);
  const hillock::Dense first{w1, b1, hillock::tanh};
  const hillock::Linear last{w2, b2};
  const hillock::Gate wave{hillock::Tanh<TestType>{}, hillock::Sigmoid<TestType>{}};
  const hillock::OrderedGate turns{hillock::swiglu, hillock::gate_first, hillock::interleaved};
  // 20 inputs, halved; 24, 12, 6, 4 and 2 values.
  const hillock::Sequential network{hillock::glu, first, hillock::swiglu, turns, last, wave};
  CHECK(network.inputs() == 20);
  CHECK(network.outputs() == 2);
  typename std::decay_t<decltype(network)>::template Memory<> memory;
  const auto bound = turns.template functor<TestType>();
  for (const Eigen::Index samples : {1, 5, 16, 37}) {
    CAPTURE(samples);
    const Mat x = random_matrix<TestType>(20, samples, 2, 7), dy = random_matrix<TestType>(2, samples, 1, 8);
    const Mat y0 = hillock::glu(x), y1 = first(y0), y2 = hillock::swiglu(y1), y3 = bound(y2), y4 = last(y3),
              y = wave(y4);
    CHECK(same_bits(network.forward(x, memory), y));
    CHECK(same_bits(std::get<2>(memory), y2));
    const Mat d4 = wave.backward(y4, dy);
    const auto g4 = last.backward(y3, d4);
    const Mat d2 = bound.backward(y2, g4.input), d1 = hillock::swiglu.backward(y1, d2);
    const auto g1 = first.backward(y0, y1, d1);
    const Mat dx = hillock::glu.backward(x, g1.input);
    const auto check = [&](const auto& g) {
      CHECK(same_bits(std::get<0>(g).input, dx));
      CHECK(same_bits(std::get<1>(g).weights, g1.weights));
      CHECK(same_bits(std::get<2>(g).input, d1));
      CHECK(same_bits(std::get<3>(g).input, d2));
      CHECK(same_bits(std::get<4>(g).bias, g4.bias));
      CHECK(same_bits(std::get<5>(g).input, d4));
    };
    auto g = network.backward(x, dy, memory);
    check(g);
    network.backward(x, Mat(-dy), memory, g);
    network.backward(x, dy, memory, g);
    check(g);
    using Rows = RowMajor<TestType>;
    typename std::decay_t<decltype(network)>::template Memory<Rows, hillock::Rowwise> of_rows;
    CHECK(same_bits(network.forward(Rows(x.transpose()), of_rows, hillock::rowwise), y.transpose()));
    CHECK(same_bits(
        std::get<0>(network.backward(Rows(x.transpose()), Rows(dy.transpose()), of_rows, hillock::rowwise)).input,
        dx.transpose()));
  }
  using Four = Eigen::Matrix<TestType, 4, 1>;
  const hillock::Sequential fixed{
      hillock::Linear{Eigen::Matrix<TestType, 4, 3>(w1.topLeftCorner(4, 3)), Four(b1.head(4))}, hillock::swiglu};
  STATIC_REQUIRE(std::is_same<std::decay_t<decltype(fixed(Eigen::Matrix<TestType, 3, 1>()))>,
                              Eigen::Matrix<TestType, 2, 1>>::value);
  const Eigen::Matrix<TestType, 3, 1> three(1, 2, -1);
  CHECK(same_bits(fixed(three), Vector<TestType>(hillock::swiglu(fixed.template layer<0>()(three)))));
  CHECK(message_of([&] { hillock::Sequential{first, hillock::swiglu, last, hillock::glu, hillock::glu, first}; }) ==
        "hillock::Sequential: layer<2>() has 6 inputs but layer<1>() has 12 outputs");
  CHECK(message_of([&] {
          hillock::Sequential{first, hillock::swiglu, hillock::glu, last, hillock::glu, hillock::glu, hillock::glu};
        }) ==
        "hillock::Sequential: layer<6>() is a gate and takes an even number of inputs but layer<5>() has 1 outputs");
}

TEST_CASE("Gradients of a network with a gate are those of central differences", "[sequential]") {
  using Mat = Eigen::MatrixXd;
  Mat x = random_matrix<double>(3, 5), w1 = random_matrix<double>(8, 3);
  const Mat w2 = random_matrix<double>(2, 4), dy = random_matrix<double>(2, 5, 1, 3);
  using View = Eigen::Map<const Mat>;
  const hillock::Sequential network{hillock::Linear{View(w1.data(), 8, 3)}, hillock::swiglu, hillock::Linear{w2},
                                    hillock::tanh};
  decltype(network)::Memory<> memory;
  network.forward(x, memory);
  const auto gradients = network.backward(x, dy, memory);
  const auto now = [&] { return network(x).cwiseProduct(dy).sum(); };
  check_differences(x, std::get<0>(gradients).input, now);
  check_differences(w1, std::get<0>(gradients).weights, now);
}

TEST_CASE("A step over all parameters of a network", "[sequential]") {
  using Mat = Matrix<float>;
  const Mat w = random_matrix<float>(3, 3), x = random_matrix<float>(3, 4);
  const Vector<float> b = random_vector<float>(3);
  hillock::Sequential network{hillock::Linear{w, b}, hillock::tanh, hillock::Dense{w, b, hillock::sigmoid}};
  decltype(network)::Memory<> memory;
  const Mat dy = network.forward(x, memory);
  const auto gradients = network.backward(x, dy, memory);
  auto means = gradients;
  int parameters = 0;
  network.for_each_parameter(
      [&](auto& parameter, const auto& gradient, auto& mean) {
        parameter -= 0.5f * gradient;
        mean.setConstant(7);
        ++parameters;
      },
      gradients, means);
  CHECK(parameters == 4);
  CHECK(same_bits(network.layer<0>().weights(), Mat(w - 0.5f * std::get<0>(gradients).weights)));
  CHECK(same_bits(network.layer<2>().bias(), Vector<float>(b - 0.5f * std::get<2>(gradients).bias)));
  CHECK((std::get<2>(means).weights.array() == 7).all());

  // A copy is a network of its own.
  hillock::Sequential copy{network};
  static_assert(std::is_same<decltype(copy), decltype(network)>::value, "not a network in a network");
  copy.layer<0>().weights().setZero();
  CHECK(!network.layer<0>().weights().isZero());
  CHECK(network.inputs() == 3);
  CHECK(network.outputs() == 3);
}

TEST_CASE("A step over layers without a bias, and over slopes that are learned", "[sequential]") {
  using Mat = Matrix<float>;
  const Mat w = random_matrix<float>(3, 3), x = random_matrix<float>(3, 4);
  const Vector<float> b = random_vector<float>(3), alpha = Vector<float>::Constant(3, 0.25f);
  hillock::Sequential network{hillock::Linear{w}, hillock::Dense{w, hillock::tanh},
                              hillock::Dense{w, b, hillock::ChannelPReLU<float>(alpha)}};
  decltype(network)::Memory<> memory;
  const Mat y = network.forward(x, memory);
  CHECK(same_bits(y, network.layer<2>()(network.layer<1>()(network.layer<0>()(x)))));
  const auto gradients = network.backward(x, y, memory);
  int parameters = 0;
  network.for_each_parameter(
      [&](auto& parameter, const auto& gradient) {
        parameter -= 0.5f * gradient;
        ++parameters;
      },
      gradients);
  CHECK(parameters == 5);
  CHECK(same_bits(network.layer<1>().weights(), Mat(w - 0.5f * std::get<1>(gradients).weights)));
  CHECK(same_bits(network.layer<2>().bias(), Vector<float>(b - 0.5f * std::get<2>(gradients).bias)));
  CHECK(same_bits(network.layer<2>().activation().alpha(), Vector<float>(alpha - 0.5f * std::get<2>(gradients).alpha)));
}

TEST_CASE("A network may get its layers later", "[sequential]") {
  using Layer = hillock::Dense<Matrix<float>, Vector<float>, hillock::Tanh<float>>;
  const Layer layer(random_matrix<float>(3, 3), random_vector<float>(3));
  const Vector<float> x = random_vector<float>(3);
  hillock::Sequential<Layer, Layer> network;
  CHECK(message_of([&] { network(x); }) ==
        "hillock::Dense: the layer was made without weights and has been given none");
  network.layer<0>() = layer;
  network.layer<1>() = layer;
  CHECK(same_bits(network(x), layer(layer(x))));
  hillock::Sequential<Layer, Layer> other;
  other = network;
  CHECK(same_bits(other(x), layer(layer(x))));
}

TEST_CASE("Layers that do not fit together are refused", "[sequential][errors]") {
  const Matrix<float> w43 = random_matrix<float>(4, 3), w25 = random_matrix<float>(2, 5);
  const Vector<float> b4 = random_vector<float>(4), b2 = random_vector<float>(2);
  const hillock::Dense first{w43, b4, hillock::tanh};
  const hillock::Linear last{w25, b2};
  CHECK(message_of([&] {
          hillock::Sequential{first, last};
        }) == "hillock::Sequential: layer<1>() has 5 inputs but layer<0>() has 4 outputs");
  CHECK(message_of([&] {
          hillock::Sequential{last, hillock::relu, hillock::relu, first};
        }) == "hillock::Sequential: layer<3>() has 3 inputs but layer<0>() has 2 outputs");
  const hillock::Dense gate{random_matrix<float>(10, 4), random_vector<float>(10), hillock::glu};
  CHECK(message_of([&] { hillock::Sequential{first, gate, last}; }).empty());
}

TEST_CASE("Arguments of a network that disagree are refused before its gradients are written", "[sequential][errors]") {
  using Mat = Matrix<float>;
  const Mat w = random_matrix<float>(3, 3), x = random_matrix<float>(3, 4), four = random_matrix<float>(4, 4);
  const Vector<float> b = random_vector<float>(3);
  const hillock::Sequential network{hillock::Dense{w, b, hillock::tanh}, hillock::Linear{w, b}};
  decltype(network)::Memory<> memory;
  CHECK(message_of([&] { network(four); }) == "hillock::Dense: weights are 3x3 but the input has 4 rows");
  CHECK(message_of([&] { network.backward(x, x, memory); }) ==
        "hillock::Sequential: the input of forward is 3x0 but that of backward is 3x4");
  network.forward(x, memory);
  const auto before = network.backward(x, x, memory);
  auto gradients = before;
  const auto is_untouched = [&] {
    return same_bits(std::get<0>(gradients).input, std::get<0>(before).input) &&
           same_bits(std::get<1>(gradients).weights, std::get<1>(before).weights) &&
           same_bits(std::get<1>(gradients).bias, std::get<1>(before).bias);
  };
  CHECK(message_of([&] { network.backward(Mat(x.leftCols(2)), x, memory, gradients); }) ==
        "hillock::Sequential: the input of forward is 3x4 but that of backward is 3x2");
  CHECK(message_of([&] { network.backward(four, x, memory, gradients); }) ==
        "hillock::Sequential: the input of forward is 3x4 but that of backward is 4x4");
  CHECK(message_of([&] { network.backward(x, four, memory, gradients); }) ==
        "hillock::Linear: the output is 3x4 but its gradient is 4x4");
  CHECK(is_untouched());

  decltype(network)::Memory<RowMajor<float>, hillock::Rowwise> rows;
  network.forward(RowMajor<float>(x.transpose()), rows, hillock::rowwise);
  CHECK(message_of([&] { network.backward(x, x, rows, hillock::rowwise); }) ==
        "hillock::Sequential: the input of forward is 4x3 but that of backward is 3x4");
}

TEST_CASE("One network serves several threads", "[sequential]") {
  const Layers<Matrix<float>> layers;
  const auto network = layers.network();
  const Matrix<float> x = random_matrix<float>(5, 33), dy = random_matrix<float>(6, 33);
  decltype(network)::Memory<> memory;
  const Matrix<float> y = network.forward(x, memory);
  const auto expected = network.backward(x, dy, memory);
  constexpr std::size_t threads = 2;
  std::vector<int> good(threads, 0);
  std::vector<std::thread> all;
  for (std::size_t t = 0; t < threads; ++t) {
    all.emplace_back([&, t] {
      decltype(network)::Memory<> own;
      decltype(network)::Gradients<> gradients;
      for (int i = 0; i < 100; ++i) {
        const bool same = same_bits(network.forward(x, own), y);
        network.backward(x, dy, own, gradients);
        good[t] += same && same_bits(std::get<0>(gradients).weights, std::get<0>(expected).weights);
      }
    });
  }
  for (std::thread& thread : all) thread.join();
  CHECK(good == std::vector<int>(threads, 100));
}
