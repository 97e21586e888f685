// hillock_vector_accuracy: the largest error of softmax and its kin on random logits, against long double.
//
//   hillock_vector_accuracy [--vectors N] [--check]
//
// N vectors of each kind of logits (12,500 if not given: 10^5 of all kinds), of 1 to 4096 elements, the logarithm of
// the length uniform; and one each of 65,536 and of 1,048,576. Prints a line per function, scalar type and kind of
// logits. The error is in units in the last place (ULP), for fast::softmax relative. x/T: with a temperature between
// 1/8 and 8. With --check: exit with 1 if a bound is exceeded.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "../logits.hpp"
#include "../softmax_reference.hpp"

namespace {

using support::Distribution, support::ulp_error, support::Vector;

/// The largest error there was.
struct Worst {
  double error = 0;

  void see(double other) {
    // NaN is an error, and not a small one.
    error = other <= error ? error : std::isnan(other) ? std::numeric_limits<double>::infinity() : other;
  }
};

/// What is measured, with the bounds that the functions' comments state.
struct Errors {
  Worst softmax, softmax_over_t, fast_softmax, log_softmax, log_softmax_over_t, logsumexp, loss, gradient;
};
struct Row {
  const char* function;
  const char* tier;
  Worst Errors::*worst;
  double float_bound, double_bound;
};
const Row rows[] = {
    {"softmax", "default", &Errors::softmax, 3, 3},
    {"softmax", "x/T", &Errors::softmax_over_t, 3, 3},
    {"softmax", "fast", &Errors::fast_softmax, hillock::fast_bounds.forward, 0},
    {"log_softmax", "default", &Errors::log_softmax, 3, 3},
    {"log_softmax", "x/T", &Errors::log_softmax_over_t, 3, 3},
    {"logsumexp", "default", &Errors::logsumexp, 2, 2},
    {"softmax_cross_entropy", "loss", &Errors::loss, 2, 2},
    {"softmax_cross_entropy", "gradient", &Errors::gradient, 3, 3},
};

template <typename Scalar>
void measure_softmax(const Vector<Scalar>& x, Scalar temperature, const reference::Softmax& exact, Worst& softmax,
                     Worst& log_softmax) {
  const Vector<Scalar> p = hillock::softmax(x, temperature), log = hillock::log_softmax(x, temperature);
  for (Eigen::Index i = 0; i < x.size(); ++i) {
    softmax.see(ulp_error(p[i], exact.softmax(i)));
    log_softmax.see(reference::error_of_sum(log[i], exact.log_softmax(i), x.size()));
  }
}

template <typename Scalar>
void measure(const Vector<Scalar>& x, Scalar temperature, Eigen::Index target, Errors& errors) {
  const reference::Softmax exact(x);
  measure_softmax(x, Scalar(1), exact, errors.softmax, errors.log_softmax);
  measure_softmax(x, temperature, reference::Softmax(x, static_cast<long double>(temperature)), errors.softmax_over_t,
                  errors.log_softmax_over_t);
  const auto entropy = hillock::softmax_cross_entropy(x, target);
  for (Eigen::Index i = 0; i < x.size(); ++i) {
    const long double gradient = i == target ? exact.softmax_less_one(i) : exact.softmax(i);
    errors.gradient.see(reference::error_of_sum(entropy.gradient[i], gradient, x.size()));
  }
  errors.loss.see(reference::error_of_sum(entropy.losses[0], exact.loss(target), x.size()));
  errors.logsumexp.see(reference::logsumexp_error(hillock::logsumexp(x), x.maxCoeff(), exact));
  if constexpr (std::is_same<Scalar, float>::value) {
    const Vector<float> fast = hillock::fast::softmax(x);
    for (Eigen::Index i = 0; i < x.size(); ++i)
      errors.fast_softmax.see(reference::relative_error(fast[i], exact.softmax(i)));
  }
}

/// A class whose logit is finite: the first for the kinds of logits that mask.
template <typename Scalar>
Eigen::Index random_target(const Vector<Scalar>& x, std::mt19937& engine) {
  const auto k = static_cast<Eigen::Index>(engine() % static_cast<unsigned long>(x.size()));
  return hillock::detail::is_finite(x[k]) ? k : 0;
}

/// False if a bound is exceeded.
template <typename Scalar>
bool run(const Distribution& distribution, int vectors) {
  std::mt19937 engine(7);
  Errors errors;
  long long elements = 0;
  const auto one = [&](Eigen::Index size) {
    const Vector<Scalar> x = support::logits<Scalar>(distribution, size, engine);
    const double temperature = std::exp2(3 * support::uniform(engine));
    measure(x, static_cast<Scalar>(temperature), random_target(x, engine), errors);
    elements += size;
  };
  for (int i = 0; i < vectors; ++i) {
    one(static_cast<Eigen::Index>(std::exp2(6 + 6 * support::uniform(engine))));
  }
  for (const Eigen::Index size : {65536, 1048576}) one(size);

  const bool is_float = std::is_same<Scalar, float>::value;
  bool good = true;
  for (const Row& row : rows) {
    const double bound = is_float ? row.float_bound : row.double_bound, error = (errors.*row.worst).error;
    if (bound == 0) continue;
    const bool relative = row.worst == &Errors::fast_softmax;
    // Never rounded down: the figure is quoted as a bound.
    const double figure = relative ? error * 0x1p11 : error;
    std::printf("%-22s %-9s %-7s %-24s %9d %11lld  %9.4f %s%6g%s\n", row.function, row.tier,
                is_float ? "float" : "double", distribution.name, vectors + 2, elements, std::ceil(figure * 1e4) / 1e4,
                relative ? "2^-11" : "ULP  ", relative ? bound * 0x1p11 : bound, error <= bound ? "" : "  EXCEEDED");
    good = good && error <= bound;
  }
  std::fflush(stdout);
  return good;
}

}  // namespace

int main(int argc, char** argv) {
  int vectors = 12500;
  bool check = false;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--check") == 0) {
      check = true;
    } else if (std::strcmp(argv[i], "--vectors") == 0 && i + 1 < argc && std::atoi(argv[i + 1]) > 0) {
      vectors = std::atoi(argv[++i]);
    } else {
      std::fputs("usage: hillock_vector_accuracy [--vectors N] [--check]\n", stderr);
      return 2;
    }
  }
  std::printf("%-22s %-9s %-7s %-24s %9s %11s  %9s %-5s%6s\n", "function", "tier", "scalar", "logits", "vectors",
              "elements", "max error", "in", "bound");
  bool good = true;
  for (const Distribution& distribution : support::distributions) {
    good = run<float>(distribution, vectors) && good;
    good = run<double>(distribution, vectors) && good;
  }
  if (!good && check) std::fputs("hillock_vector_accuracy: a stated bound is exceeded\n", stderr);
  return good || !check ? 0 : 1;
}
