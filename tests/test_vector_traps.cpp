// Functions of a whole vector and losses in programs that trap floating-point exceptions: for finite elements, and -inf
// as a mask, none is invalid or divides by zero, and overflow there is where the exact result overflows only.
#include <algorithm>
#include <random>
#include <vector>

#include "catch.hpp"
#include "support.hpp"
#include "traps.hpp"

namespace {

using namespace support;

template <typename Scalar>
using Limits = std::numeric_limits<Scalar>;

// Lines of n elements, as columns: ordinary ones, masked ones, and of any magnitude.
template <typename Scalar>
std::vector<Matrix<Scalar>> logits(Eigen::Index n, Eigen::Index lines) {
  std::mt19937 engine(static_cast<unsigned>(n));
  Matrix<Scalar> ordinary = random_matrix<Scalar>(n, lines, 9, static_cast<unsigned>(n)), masked = ordinary,
                 wide = ordinary, low = ordinary, far_apart = ordinary;
  for (Eigen::Index j = 0; j < lines; ++j) {
    for (Eigen::Index i = 0; i < n; ++i) {
      if (i != j % n && engine() % 2 == 0) masked(i, j) = -hillock::detail::infinity<Scalar>();
      const int exponent = static_cast<int>(static_cast<double>(Limits<Scalar>::max_exponent - 1) * uniform(engine));
      wide(i, j) = std::ldexp(static_cast<Scalar>(uniform(engine)), exponent);
      low(i, j) = engine() % 3 == 0 ? -hillock::detail::infinity<Scalar>() : -Limits<Scalar>::max();
      const Scalar values[] = {Limits<Scalar>::max(), -Limits<Scalar>::max(), Limits<Scalar>::denorm_min(), Scalar(0)};
      far_apart(i, j) = values[engine() % 4];
    }
    low(j % n, j) = -Limits<Scalar>::max();
  }
  return {ordinary, masked, wide, low, far_apart};
}

// run(x) for each line alone, with a stride, and for all lines as columns, and as rows side by side. (Strides are one
// text for all types.)
template <typename Scalar, typename Run>
void in_every_layout(const Matrix<Scalar>& columns, const Run& run) {
  const Matrix<Scalar> rows = columns.transpose();
  run(columns, hillock::columnwise);
  run(rows, hillock::rowwise);
  if constexpr (every::stands_for_types<Scalar>) {
    Vector<Scalar> spread(3 * columns.rows());
    for (Eigen::Index i = 0; i < columns.rows(); ++i) spread[3 * i] = columns(i, 0);
    const Eigen::Map<const Vector<Scalar>, 0, Eigen::InnerStride<3>> strided(spread.data(), columns.rows());
    run(strided, hillock::columnwise);
  }
}

// No template: what Catch2 writes is compiled once, not for every function.
void check_none(int raised, const char* name, Eigen::Index rows, Eigen::Index cols, std::size_t kind,
                double temperature) {
  INFO(name << " of " << rows << "x" << cols << ", kind " << kind << ", temperature " << temperature);
  INFO(traps::names(raised));
  CHECK(raised == 0);
}

template <typename Scalar, typename Function>
void check(const char* name, const Function& function, std::initializer_list<Scalar> temperatures) {
  for (Eigen::Index n = 1; n <= 40; ++n) {
    const std::vector<Matrix<Scalar>> kinds = logits<Scalar>(n, 1 + n % 19);
    for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
      in_every_layout(kinds[kind], [&](const auto& x, auto axis) {
        for (const Scalar temperature : temperatures) {
          const int raised = traps::raised_by([&] { function(x, axis, temperature); });
          check_none(raised, name, x.rows(), x.cols(), kind, static_cast<double>(temperature));
        }
      });
    }
  }
}

// Evaluates a lazy result.
template <typename Result>
auto use(const Result& result) {
  if constexpr (std::is_arithmetic<Result>::value) {
    return result;
  } else {
    return result.eval();
  }
}

}  // namespace

TEMPLATE_TEST_CASE("Softmax and its kin trap nothing", "[vector][traps]", float, double) {
  using S = TestType;
  // (Every day of doubles what has a kernel of its own there: the fast tier has none.)
  constexpr bool all = every::stands_for_types<S>;
  const S least = Limits<S>::denorm_min(), most = Limits<S>::max();
  const std::initializer_list<S> any = {S(1), S(0.7), S(3), Limits<S>::min(), least, most}, usual = {S(1), S(3)},
                                 one = {S(1)};
  check<S>(
      "softmax", [](const auto& x, auto axis, S t) { use(hillock::softmax(x, axis, t)); }, any);
  check<S>(
      "precise::softmax", [](const auto& x, auto axis, S t) { use(hillock::precise::softmax(x, axis, t)); }, any);
  if constexpr (all)
    check<S>(
        "fast::softmax", [](const auto& x, auto axis, S t) { use(hillock::fast::softmax(x, axis, t)); }, any);
  if constexpr (all)
    check<S>(
        "softmin", [](const auto& x, auto axis, S t) { use(hillock::softmin((-x).eval(), axis, t)); }, usual);
  check<S>(
      "logsumexp", [](const auto& x, auto axis, S) { use(hillock::logsumexp(x, axis)); }, one);
  check<S>(
      "precise::logsumexp", [](const auto& x, auto axis, S) { use(hillock::precise::logsumexp(x, axis)); }, one);
  if constexpr (all)
    check<S>(
        "logmeanexp", [](const auto& x, auto axis, S) { use(hillock::logmeanexp(x, axis)); }, one);
  if constexpr (all)
    check<S>(
        "precise::logmeanexp", [](const auto& x, auto axis, S) { use(hillock::precise::logmeanexp(x, axis)); }, one);
  for (const S sink : {S(0), most, -most, Limits<S>::infinity(), -Limits<S>::infinity()}) {
    const auto with_sink = [sink](const auto& function) {
      return [=](const auto& x, auto axis, S t) { use(function(x, axis, sink, t, hillock::masked)); };
    };
    check<S>("softmax_with_sink", with_sink(hillock::softmax_with_sink), any);
    if constexpr (all) check<S>("precise::softmax_with_sink", with_sink(hillock::precise::softmax_with_sink), any);
    if constexpr (all) check<S>("fast::softmax_with_sink", with_sink(hillock::fast::softmax_with_sink), any);
  }
  check<S>(
      "sparsemax", [](const auto& x, auto axis, S) { use(hillock::sparsemax(x, axis)); }, one);
  if constexpr (all)
    check<S>(
        "hardmax", [](const auto& x, auto axis, S) { use(hillock::hardmax(x, axis)); }, one);
  check<S>(
      "min_max_normalize", [](const auto& x, auto axis, S) { use(hillock::min_max_normalize(x, axis)); }, one);
  const auto gumbel = [](const auto& x, auto axis, S t) {
    std::mt19937 engine(3);
    use(hillock::gumbel_softmax(x, engine, axis, t));
  };
  if constexpr (all) check<S>("gumbel_softmax", gumbel, one);
  // (x - m)/T itself is the result here, and may overflow.
  const auto unless_far_apart = [](const auto& function) {
    return [function](const auto& x, auto axis, S t) {
      long double lowest = 0, highest = x.maxCoeff();
      for (Eigen::Index j = 0; j < x.cols(); ++j) {
        for (Eigen::Index i = 0; i < x.rows(); ++i) {
          if (x(i, j) >= -Limits<S>::max()) lowest = std::min(lowest, static_cast<long double>(x(i, j)));
        }
      }
      if ((highest - lowest) / static_cast<long double>(t) <= Limits<S>::max()) use(function(x, axis, t));
    };
  };
  check<S>("log_softmax", unless_far_apart(hillock::log_softmax), usual);
  if constexpr (all) check<S>("fast::log_softmax", unless_far_apart(hillock::fast::log_softmax), usual);
  check<S>("precise::log_softmax", unless_far_apart(hillock::precise::log_softmax), usual);
}

TEMPLATE_TEST_CASE("Backward of softmax and its kin traps nothing", "[vector][traps]", float, double) {
  using S = TestType;
  const std::initializer_list<S> usual = {S(1), S(3)};
  const auto with_gradient = [](const auto& function) {
    return [function](const auto& x, auto axis, S t) {
      for (const double size : {1.0, 1e30}) {
        const Matrix<S> dy = random_matrix<S>(x.rows(), x.cols(), size, 5);
        use(function(x, dy, axis, t));
      }
    };
  };
  check<S>("softmax", with_gradient([](const auto& x, const auto& dy, auto axis, S t) {
             return hillock::softmax.backward(x, dy, axis, t);
           }),
           usual);
  check<S>("log_softmax", with_gradient([](const auto& x, const auto& dy, auto axis, S t) {
             return hillock::log_softmax.backward_from_output((-x.cwiseAbs()).eval(), dy, axis, t).eval();
           }),
           usual);
  if constexpr (every::stands_for_types<S>)
    check<S>("softmin", with_gradient([](const auto& x, const auto& dy, auto axis, S t) {
               return hillock::softmin.backward((-x).eval(), dy, axis, t).eval();
             }),
             {S(1)});
  check<S>("softmax_with_sink", with_gradient([](const auto& x, const auto& dy, auto axis, S t) {
             return hillock::softmax_with_sink.sink_gradient(x, dy, axis, S(0.5), t);
           }),
           usual);
  check<S>("sparsemax", with_gradient([](const auto& x, const auto& dy, auto axis, S) {
             return hillock::sparsemax.backward(x, dy, axis);
           }),
           {S(1)});
  check<S>("logsumexp",
           [](const auto& x, auto axis, S) {
             if constexpr (!std::decay_t<decltype(x)>::IsVectorAtCompileTime) {
               const Matrix<S> dy = hillock::logsumexp(x, axis);
               use(hillock::logsumexp.backward(x, Matrix<S>::Constant(dy.rows(), dy.cols(), S(-2)), axis));
             }
           },
           {S(1)});
}

TEMPLATE_TEST_CASE("Losses trap nothing", "[cross_entropy][traps]", float, double) {
  using S = TestType;
  const auto of = [](const auto& cross_entropy) {
    return [cross_entropy](const auto& x, auto axis, S) {
      constexpr bool columns = std::is_same<decltype(axis), hillock::Columnwise>::value;
      const Eigen::Index samples = columns ? x.cols() : x.rows(), classes = columns ? x.rows() : x.cols();
      Eigen::VectorXi labels(samples);
      Matrix<S> t = random_matrix<S>(x.rows(), x.cols(), 1, 4).cwiseAbs();
      for (Eigen::Index j = 0; j < samples; ++j) {
        labels[j] = static_cast<int>(j % classes);  // never masked
        for (Eigen::Index i = 0; i < classes; ++i) {
          S& weight = columns ? t(i, j) : t(j, i);
          if (j % 3 == 1 || (columns ? x(i, j) : x(j, i)) < -Limits<S>::max())
            weight = 0;  // a sample, or a masked class
        }
      }
      const auto r = cross_entropy(x, labels, axis);
      const auto q = cross_entropy(x, t, axis);
      use(r.mean());
      use(q.mean());
    };
  };
  check<S>("softmax_cross_entropy", of(hillock::softmax_cross_entropy), {S(1)});
  check<S>("precise::softmax_cross_entropy", of(hillock::precise::softmax_cross_entropy), {S(1)});
}

TEMPLATE_TEST_CASE("Losses of yes-or-no decisions trap nothing", "[losses][traps]", float, double) {
  using S = TestType;
  for (const double p : {1.0, 0.0, 0x1p-100, 0.3}) {  // with more a loss may overflow
    const auto of = [p](const auto& x, auto, S) {
      const Matrix<S> finite = x.array().max(-Limits<S>::max()).matrix();
      const Matrix<S> soft = random_matrix<S>(x.rows(), x.cols(), 1, 4).cwiseAbs();
      for (const Matrix<S>& t : {soft, Matrix<S>(soft.array().round().matrix()), Matrix<S>(soft * Limits<S>::min())}) {
        use(hillock::binary_cross_entropy_with_logits(finite, t, p).losses);
      }
    };
    check<S>("binary_cross_entropy_with_logits", of, {S(1)});
  }
}

TEMPLATE_TEST_CASE("Normalisation traps nothing", "[vector][traps]", float, double) {
  using S = TestType;
  const auto of = [](const auto& norm) {
    return [norm](const auto& x, auto axis, S) {
      constexpr bool columns = std::is_same<decltype(axis), hillock::Columnwise>::value;
      const Matrix<S> finite = x.array().max(-Limits<S>::max()).matrix();
      const Vector<S> gain = random_vector<S>(columns ? x.rows() : x.cols(), 3, 4);
      const Matrix<S> dy = random_matrix<S>(x.rows(), x.cols(), 1, 5);
      use(norm(finite, axis));
      use(norm(finite, gain, gain, axis));
      use(norm.backward(finite, dy, gain, gain, axis).input);
    };
  };
  check<S>("layer_norm", of(hillock::layer_norm), {S(1)});
  check<S>("rms_norm", of(hillock::rms_norm), {S(1)});
}
