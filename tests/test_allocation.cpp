// Forward and backward allocate nothing: neither through Eigen nor through operator new nor through malloc.
//
// A program of its own, because it compiles Eigen in another way than the other suites: with its switch that forbids
// allocation, and with assertions that count instead of aborting (a Release build would leave them out). Here every
// function stands in expressions, in its default tier; test_environment.cpp counts for every tier and scalar type.
namespace {
int broken_assertions = 0;
}
#define EIGEN_RUNTIME_NO_MALLOC
#define eigen_assert(condition)              \
  do {                                       \
    if (!(condition)) ++::broken_assertions; \
  } while (false)

#include <vector>

#include "catch.hpp"
#include "counting_allocator.hpp"
#include "support.hpp"

namespace {

using namespace support;

template <typename Action>
int allocations_of(Action action) {
  counting_allocator::count = broken_assertions = 0;
  Eigen::internal::set_is_malloc_allowed(false);
  action();
  Eigen::internal::set_is_malloc_allowed(true);
  return counting_allocator::count + broken_assertions;
}

}  // namespace

TEST_CASE("Allocations are noticed", "[allocation]") {
  const Eigen::VectorXf x = random_vector<float>(100);
  Eigen::VectorXf y(50);
  CHECK(allocations_of([&] { y = x; }) > 0);  // resizes
  CHECK(allocations_of([&] { y = hillock::sigmoid(Eigen::VectorXf(x)); }) > 0);
  void* volatile memory = nullptr;  // or the compiler does without
  CHECK(allocations_of([&] {
          std::vector<int> v(3);
          memory = v.data();
        }) > 0);
#if defined(HILLOCK_COUNTS_MALLOC)
  CHECK(allocations_of([&] { memory = std::malloc(3); }) > 0);
  std::free(memory);
#endif
  CHECK(allocations_of([] {}) == 0);
}

TEMPLATE_TEST_CASE("Element-wise functions allocate nothing", "[allocation]", EVERY_TYPE) {
  const Matrix<TestType> x = random_matrix<TestType>(33, 17), dy = random_matrix<TestType>(33, 17);
  Matrix<TestType> y(33, 17), large(40, 40);
  RowMajor<TestType> rows(33, 17);
  every::kind<TestType>([&](const auto& act) {
    CAPTURE(act.name);
    CHECK(allocations_of([&] { y = act(x); }) == 0);
    CHECK(allocations_of([&] { y = act.backward(x, dy); }) == 0);
    if constexpr (std::decay_t<decltype(act)>::gradient_needs == hillock::GradientNeeds::output) {
      if (act.output_determines_derivative()) {
        CHECK(allocations_of([&] { y = act.backward_from_output(x, dy); }) == 0);
      }
    }
  });
  CHECK(allocations_of([&] { y = hillock::tanh(y); }) == 0);
  CHECK(allocations_of([&] { rows = hillock::tanh(x); }) == 0);
  CHECK(allocations_of([&] { large.block(1, 1, 33, 17) = hillock::tanh(x + y); }) == 0);
  CHECK(allocations_of([&] { y = hillock::leaky_relu(x, 0.2); }) == 0);
  CHECK(allocations_of([&] { y = hillock::tanh.backward_from_output(y, dy); }) == 0);
}

TEST_CASE("A destination that overlaps the argument in part breaks an assertion", "[allocation][aliasing]") {
  Vector<float> v = random_vector<float>(40);
  Matrix<float> m = random_matrix<float>(12, 5);
  CHECK(allocations_of([&] { v.tail(39) = hillock::tanh(v.head(39)); }) > 0);
  CHECK(allocations_of([&] { m.bottomRows(8) = hillock::sigmoid.backward(m.bottomRows(8), m.topRows(8)); }) > 0);
  // What is read before it is written, or lies between each other's columns, does not.
  CHECK(allocations_of([&] { v.head(39) = hillock::tanh(v.tail(39)); }) == 0);
  CHECK(allocations_of([&] { m.bottomRows(6) = hillock::tanh(m.topRows(6)); }) == 0);
}

TEST_CASE("Slopes per element and per channel allocate nothing", "[allocation]") {
  const Matrix<float> x = random_matrix<float>(3, 17), dy = random_matrix<float>(3, 17);
  Matrix<float> y = x, slopes = x;
  std::mt19937 engine(1);
  const hillock::RReLU<float> rrelu;
  CHECK(allocations_of([&] { rrelu.forward_training(x, engine, y, slopes); }) == 0);
  CHECK(allocations_of([&] { y = rrelu.backward_training(slopes, dy); }) == 0);
  const hillock::ChannelPReLU prelu{random_vector<float>(3)};
  auto g = prelu.backward(x, dy);
  CHECK(allocations_of([&] { prelu.forward(x, y); }) == 0);
  CHECK(allocations_of([&] { prelu.backward(x, dy, g); }) == 0);
}

TEST_CASE("Softmax allocates nothing", "[allocation][softmax]") {
  const Matrix<float> x = random_matrix<float>(37, 19);
  const RowMajor<float> row_x = x;
  const Vector<float> v = x.col(0);
  Matrix<float> y = x, z = x, large(64, 64);
  Vector<float> p = v, g = v;
  const auto check = [&](const auto& function) {
    CHECK(allocations_of([&] { p = function(v); }) == 0);
    CHECK(allocations_of([&] { p = function(p, 0.5); }) == 0);
    CHECK(allocations_of([&] { p = function(v + p); }) == 0);
    CHECK(allocations_of([&] { y = function(x); }) == 0);
    CHECK(allocations_of([&] { y = function(row_x); }) == 0);
    CHECK(allocations_of([&] { y = function(x, hillock::rowwise); }) == 0);
    CHECK(allocations_of([&] { large.block(3, 3, 37, 19) = function(x, hillock::rowwise, 2.f); }) == 0);
    CHECK(allocations_of([&] { large.row(2).head(37) = function(v.transpose()); }) == 0);
    CHECK(allocations_of([&] { g = function.backward_from_output(p, v); }) == 0);
    CHECK(allocations_of([&] { z = function.backward_from_output(y, x, hillock::rowwise); }) == 0);
    CHECK(allocations_of([&] { z = function.backward_from_output(y, large.block(3, 3, 37, 19)); }) == 0);
  };
  check(hillock::softmax);
  check(hillock::log_softmax);
}

TEST_CASE("Other functions of a vector allocate nothing", "[allocation][vector]") {
  const Matrix<float> x = random_matrix<float>(38, 19);
  const RowMajor<float> row_x = x;
  const Vector<float> v = x.col(0);
  Matrix<float> y = x, z = x, large(64, 64);
  Vector<float> p = v, g = v;
  const auto check = [&](const auto& function) {
    CHECK(allocations_of([&] { p = function(v); }) == 0);
    CHECK(allocations_of([&] { p = function(v + p); }) == 0);
    CHECK(allocations_of([&] { y = function(row_x); }) == 0);
    CHECK(allocations_of([&] { large.block(3, 3, 38, 19) = function(x, hillock::rowwise); }) == 0);
  };
  const auto check_backward = [&](const auto& function) {
    check(function);
    CHECK(allocations_of([&] { g = function.backward_from_output(p, v); }) == 0);
    CHECK(allocations_of([&] { g = function.backward(v, p); }) == 0);
    CHECK(allocations_of([&] { z = function.backward(x, y, hillock::rowwise); }) == 0);
    CHECK(allocations_of([&] { z = function.backward(z, row_x); }) == 0);
  };
  check_backward(hillock::softmax);
  check_backward(hillock::log_softmax);
  check_backward(hillock::softmin);
  check_backward(hillock::softmax_with_sink);
  check_backward(hillock::sparsemax);
  check_backward(hillock::hardmax);
  check(hillock::min_max_normalize);

  float value = 0;
  Eigen::RowVectorXf each(19);
  CHECK(allocations_of([&] { value = hillock::logsumexp(v); }) == 0);
  CHECK(value > 0);
  CHECK(allocations_of([&] { each = hillock::logsumexp(x); }) == 0);
  CHECK(allocations_of([&] { p = hillock::logsumexp(row_x, hillock::rowwise); }) == 0);
  CHECK(allocations_of([&] { y = hillock::logsumexp.backward(x, each); }) == 0);
  CHECK(allocations_of([&] { g = hillock::logsumexp.backward(v, value); }) == 0);

  CHECK(allocations_of([&] { each = hillock::logmeanexp(x); }) == 0);
  CHECK(allocations_of([&] { value = hillock::softmax_with_sink.sink_gradient(v, g, 0.5f); }) == 0);
  CHECK(allocations_of([&] { each = hillock::softmax_with_sink.sink_gradient(x, y, 0.5f); }) == 0);

  std::mt19937 engine(1);
  CHECK(allocations_of([&] { y = hillock::gumbel_softmax(x, engine, 0.5); }) == 0);
  CHECK(allocations_of([&] { y = hillock::gumbel_softmax(x, engine, hillock::hard); }) == 0);

  const std::vector<int> labels(19, 3);
  y = hillock::softmax(x);
  auto loss = hillock::softmax_cross_entropy(x, labels);
  CHECK(allocations_of([&] { hillock::softmax_cross_entropy.forward(x, labels, loss); }) == 0);
  CHECK(allocations_of([&] { hillock::softmax_cross_entropy.forward(x, y, loss); }) == 0);
  CHECK(allocations_of([&] { value = loss.mean(); }) == 0);
  hillock::CrossEntropyLoss<float> reduced;
  auto parts = reduced(x, labels);
  CHECK(allocations_of([&] { reduced.forward(x, labels, parts); }) == 0);
  reduced.label_smoothing = 0.1;
  reduced.forward(x, labels, parts);
  CHECK(allocations_of([&] { reduced.forward(x, labels, parts); }) == 0);
  // The widest line of half that is copied on the stack, and what copies none.
  const Matrix<Eigen::half> short_x = Matrix<float>::Random(4096, 2).cast<Eigen::half>();
  hillock::CrossEntropyLoss<Eigen::half> short_loss;
  short_loss.label_smoothing = 0.1;
  const std::vector<int> two = {4095, 0};
  auto of_short = short_loss(short_x, two);
  CHECK(allocations_of([&] { short_loss.forward(short_x, two, of_short); }) == 0);
  auto of_short_norm = hillock::rms_norm.backward(short_x, short_x, short_x.col(0));
  CHECK(allocations_of([&] { hillock::rms_norm.backward(short_x, short_x, of_short_norm, short_x.col(0)); }) == 0);
  auto decisions = hillock::binary_cross_entropy_with_logits(x, y);
  CHECK(allocations_of([&] { hillock::binary_cross_entropy_with_logits.forward(x, y, decisions); }) == 0);
  CHECK(allocations_of([&] { hillock::binary_cross_entropy_with_logits.forward(row_x, y, decisions, 3); }) == 0);

  const Vector<float> gain = random_vector<float>(38, 2, 3), bias = random_vector<float>(19);
  CHECK(allocations_of([&] { p = hillock::layer_norm(v, gain, v, 1e-6); }) == 0);
  CHECK(allocations_of([&] { y = hillock::rms_norm(row_x, gain); }) == 0);
  CHECK(allocations_of([&] { large.block(3, 3, 38, 19) = hillock::layer_norm(x, bias, hillock::rowwise); }) == 0);
  auto of_norm = hillock::layer_norm.backward(x, row_x, gain, gain);
  CHECK(allocations_of([&] { hillock::layer_norm.backward(x, row_x, of_norm, gain, gain); }) == 0);

  Matrix<float> half(19, 19);
  Vector<float> half_v(19);
  CHECK(allocations_of([&] { half = hillock::glu(x); }) == 0);
  CHECK(allocations_of([&] { half_v = hillock::reglu(v); }) == 0);
  const hillock::Gate wave{hillock::Tanh<float>{}, hillock::Sigmoid<float>{}};
  auto of_wave = wave.backward(x, x, x);
  CHECK(allocations_of([&] { y = wave(x, row_x); }) == 0);
  CHECK(allocations_of([&] { half = wave(row_x, hillock::gate_first); }) == 0);
  CHECK(allocations_of([&] { wave.backward(x, row_x, y, of_wave); }) == 0);
  CHECK(allocations_of([&] { y = hillock::ClippedSwiGLU<float>().backward(row_x, half); }) == 0);
  const hillock::Dense gated{Eigen::MatrixXf(Eigen::MatrixXf::Ones(300, 7)),
                             Eigen::VectorXf(Eigen::VectorXf::Ones(300)), hillock::swiglu};
  const Eigen::VectorXf seven = Eigen::VectorXf::Ones(7);
  Eigen::VectorXf gates(150);
  CHECK(allocations_of([&] { gated.forward(seven, gates); }) == 0);
  CHECK(allocations_of([&] { y = hillock::glu.backward(x, half); }) == 0);
  CHECK(allocations_of([&] { y = hillock::glu.backward(row_x, half); }) == 0);
}

TEST_CASE("Layers allocate nothing for one sample", "[allocation][dense]") {
  const Matrix<float> w = random_matrix<float>(45, 33);
  const RowMajor<float> row_w = w;
  const Vector<float> b = random_vector<float>(45), x = random_vector<float>(33), dy = random_vector<float>(45);
  Vector<float> y(45);
  const auto check = [&](const auto& layer) { CHECK(allocations_of([&] { layer.forward(x, y); }) == 0); };
  const auto check_backward = [&](const auto& layer) {
    layer.forward(x, y);
    auto gradients = layer.backward(x, y, dy);
    CHECK(allocations_of([&] { layer.backward(x, y, dy, gradients); }) == 0);
  };
  const hillock::Linear linear{w, b};
  auto gradients = linear.backward(x, dy);
  check(linear);
  CHECK(allocations_of([&] { linear.backward(x, dy, gradients); }) == 0);
  float scalar = 0;
  const hillock::Neuron neuron{x, 1.0f};
  CHECK(allocations_of([&] { scalar = neuron(x); }) == 0);
  CHECK(scalar > 0);
  every::kind<float>([&](const auto& act) {
    CAPTURE(act.name);
    check(hillock::Dense{w, b, act});
  });
  check(hillock::Linear{Eigen::Map<const Matrix<float>>(w.data(), 45, 33), b});
  check(hillock::Dense{row_w, b, hillock::tanh});
  check(hillock::Dense{w, b, hillock::softmax});
  check_backward(hillock::Dense{w, b, hillock::tanh});
  check_backward(hillock::Dense{row_w, b, hillock::tanh});
  check_backward(hillock::Dense{w, b, hillock::softmax});
  check_backward(hillock::Dense{w, b, hillock::LeakyReLU<float>(-0.5f)});  // recomputes W x + b
}

TEST_CASE("Layers allocate nothing for a batch", "[allocation][dense]") {
  const Eigen::Index inputs = GENERATE(33, 700);
  const Matrix<float> w = random_matrix<float>(145, inputs), x = random_matrix<float>(inputs, 300);
  const RowMajor<float> row_w = w, row_x = x;
  const Vector<float> b = random_vector<float>(145);
  Matrix<float> y(145, 300);
  RowMajor<float> row_y(145, 300);
  const auto check = [&](const auto& layer) {
    CHECK(allocations_of([&] { layer.forward(x, y); }) == 0);
    CHECK(allocations_of([&] { layer.forward(row_x, y); }) == 0);
    CHECK(allocations_of([&] { layer.forward(x, row_y); }) == 0);
    auto gradients = layer.backward(x, y, y);
    CHECK(allocations_of([&] { layer.backward(x, y, y, gradients); }) == 0);
    CHECK(allocations_of([&] { layer.backward(row_x, row_y, y, gradients); }) == 0);
  };
  check(hillock::Dense{w, b, hillock::tanh});
  check(hillock::Dense{row_w, b, hillock::LeakyReLU<float>(-0.5f)});
  check(hillock::Dense{w, hillock::tanh});
  check(hillock::Dense{w, b, hillock::ChannelPReLU<float>{b}});
  const hillock::Dense in_half{Matrix<Eigen::half>(w.cast<Eigen::half>()), Vector<Eigen::half>(b.cast<Eigen::half>()),
                               hillock::tanh};
  const Matrix<Eigen::half> half_x = x.leftCols(40).cast<Eigen::half>();
  Matrix<Eigen::half> half_y = in_half(half_x);
  CHECK(allocations_of([&] { in_half.forward(half_x, half_y); }) == 0);
  auto of_half = in_half.backward(half_x, half_y, half_y);
  CHECK(allocations_of([&] { in_half.backward(half_x, half_y, half_y, of_half); }) == 0);
  const Matrix<float> rows = x.transpose();
  Matrix<float> y_rows(300, 145);
  const auto check_rows = [&](const auto& layer) {
    CHECK(allocations_of([&] { layer.forward(rows, y_rows); }) == 0);
    auto gradients = layer.backward(rows, y_rows, y_rows);
    CHECK(allocations_of([&] { layer.backward(rows, y_rows, y_rows, gradients); }) == 0);
  };
  check_rows(hillock::Dense{w, b, hillock::tanh, hillock::rowwise});
  check_rows(hillock::Dense{w, b, hillock::softmax, hillock::rowwise});
}

TEST_CASE("A network allocates nothing once memory and gradients have their sizes", "[allocation][sequential]") {
  const hillock::Linear last{random_matrix<float>(9, 70), random_vector<float>(9)};
  const hillock::Sequential network{
      hillock::Dense{random_matrix<float>(70, 33), random_vector<float>(70), hillock::gelu}, hillock::tanh, last,
      hillock::softmax};
  decltype(network)::Memory<> memory;
  decltype(network)::Gradients<> gradients;
  const auto check = [&](const auto& x, const auto& dy) {
    CHECK(allocations_of([&] { network.forward(x, memory); }) > 0);
    CHECK(allocations_of([&] { network.forward(x, memory); }) == 0);
    network.backward(x, dy, memory, gradients);
    CHECK(allocations_of([&] { network.backward(x, dy, memory, gradients); }) == 0);
  };
  check(random_matrix<float>(33, 300), random_matrix<float>(9, 300));
  check(RowMajor<float>(random_matrix<float>(33, 30)), random_matrix<float>(9, 30));
  check(random_vector<float>(33), random_vector<float>(9));

  const RowMajor<float> rows = random_matrix<float>(300, 33), of_output = random_matrix<float>(300, 9);
  decltype(network)::Memory<RowMajor<float>, hillock::Rowwise> of_rows;
  network.forward(rows, of_rows, hillock::rowwise);
  CHECK(allocations_of([&] { network.forward(rows, of_rows, hillock::rowwise); }) == 0);
  auto of_layers = network.backward(rows, of_output, of_rows, hillock::rowwise);
  CHECK(allocations_of([&] { network.backward(rows, of_output, of_rows, of_layers, hillock::rowwise); }) == 0);
}

TEST_CASE("A network of fixed sizes never allocates", "[allocation][sequential]") {
  const Eigen::Matrix<float, 8, 4> w1 = Eigen::Matrix<float, 8, 4>::Constant(0.1f);
  const Eigen::Matrix<float, 3, 8> w2 = Eigen::Matrix<float, 3, 8>::Constant(0.2f);
  const Eigen::Matrix<float, 8, 1> b1 = Eigen::Matrix<float, 8, 1>::Zero();
  const Eigen::Vector3f b2 = Eigen::Vector3f::Zero(), dy = Eigen::Vector3f::Ones();
  const Eigen::Vector4f x = Eigen::Vector4f::Ones();
  float sum = 0;
  CHECK(allocations_of([&] {
          const hillock::Sequential network{hillock::Dense{w1, b1, hillock::tanh}, hillock::Linear{w2, b2},
                                            hillock::softmax};
          decltype(network)::Memory<Eigen::Vector4f> memory;
          sum = network(x).sum() + network.forward(x, memory).sum();
          sum += std::get<0>(network.backward(x, dy, memory)).input.sum();
        }) == 0);
  CHECK(sum > 0);
}
