// hillock_vector_accuracy: the largest error of softmax and its kin, losses and norms, against long double.
//
//   hillock_vector_accuracy [--vectors N] [--longest N] [--check]
//   hillock_vector_accuracy --climb [--seconds N] [--check]
//
// On random logits: N vectors of each kind (12,500 if not given: 10^5 of all kinds), of 1 to 4096 elements, the
// logarithm of the length uniform; and one each of 65,536 and of 1,048,576 (up to the longest). Prints a line per
// function, scalar type and kind of logits. Or from the worst hundred of a sample of short vectors on, by changes of
// one element to worse and worse ones: neighbours, bits, binades, until no change makes it worse; N seconds (20 if not
// given) for each function and scalar type at most, of processor time. The error is in units in the last place (ULP),
// for the fast tier relative. x/T: with a temperature between 1/8 and 8, or any when climbing. With --check: exit with
// 1 if a bound is exceeded. (The norms lose more where a sum cancels, as their comments say; what is beyond that is
// measured.)
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <vector>

#include "../logits.hpp"
#include "../softmax_reference.hpp"
#include "instruction_set.hpp"

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

/// What a function is asked.
template <typename Scalar>
struct Case {
  Vector<Scalar> x;
  Scalar temperature = 1;
  Eigen::Index target = 0;
};

/// What is measured, with the bounds that the functions' comments state: error(a case, the exact values for T = 1,
/// those for its temperature). 0: not for doubles.
template <typename Scalar>
struct Row {
  const char* function;
  const char* tier;
  double bound;
  double (*error)(const Case<Scalar>&, const reference::Softmax&, const reference::Softmax&);

  bool is_relative() const { return std::strcmp(tier, "fast") == 0; }
};

template <typename Scalar, typename Function>
double softmax_error(const Function& softmax, const Case<Scalar>& c, Scalar temperature,
                     const reference::Softmax& exact) {
  Worst worst;
  const Vector<Scalar> p = softmax(c.x, temperature);
  for (Eigen::Index i = 0; i < p.size(); ++i) worst.see(ulp_error(p[i], exact.softmax(i)));
  return worst.error;
}
/// Of softmax with a sink as large as the target's logit: the shares, or the gradient with respect to the sink, in
/// units of a sum without cancellation.
template <typename Scalar, typename Function>
double sink_error(const Function& softmax_with_sink, const Case<Scalar>& c, bool of_gradient,
                  bool is_relative = false) {
  Worst worst;
  const Scalar sink = c.x[c.target];
  Vector<Scalar> with(c.x.size() + 1), dy(c.x.size());
  with << c.x, sink;
  const reference::Softmax exact(with);
  if (of_gradient) {
    long double dot = 0, error = 0, size = 0;
    for (Eigen::Index i = 0; i < dy.size(); ++i) {
      dy[i] = static_cast<Scalar>(i % 3 == 0 ? -1.7 : 0.6 + static_cast<double>(i % 5));
      const long double part = exact.softmax(i) * static_cast<long double>(dy[i]), next = dot + part;
      error += std::abs(dot) >= std::abs(part) ? (dot - next) + part : (part - next) + dot;
      dot = next;
      size += std::abs(part);
    }
    const long double share = exact.softmax(dy.size()),
                      off = softmax_with_sink.sink_gradient(c.x, dy, sink) + share * (dot + error);
    const Scalar unit = static_cast<Scalar>(share * size);
    return ulp_error(unit, static_cast<long double>(unit) - off);
  }
  const Vector<Scalar> p = softmax_with_sink(c.x, sink);
  for (Eigen::Index i = 0; i < p.size(); ++i) {
    worst.see(is_relative ? reference::relative_error(static_cast<float>(p[i]), exact.softmax(i))
                          : ulp_error(p[i], exact.softmax(i)));
  }
  return worst.error;
}
template <typename Scalar, typename Function>
double log_softmax_error(const Function& log_softmax, const Case<Scalar>& c, Scalar temperature,
                         const reference::Softmax& exact) {
  Worst worst;
  const Vector<Scalar> log = log_softmax(c.x, temperature);
  for (Eigen::Index i = 0; i < log.size(); ++i) worst.see(ulp_error(log[i], exact.log_softmax(i)));
  return worst.error;
}
template <typename Scalar, typename Function>
double loss_error(const Function& cross_entropy, const Case<Scalar>& c, const reference::Softmax& exact) {
  // Where the exact one is above the largest number, the loss is that.
  const long double largest = std::numeric_limits<Scalar>::max();
  return ulp_error(cross_entropy(c.x, c.target).losses[0], std::min(exact.loss(c.target), largest));
}
template <typename Scalar, typename Function>
double gradient_error(const Function& cross_entropy, const Case<Scalar>& c, const reference::Softmax& exact) {
  Worst worst;
  const Vector<Scalar> gradient = cross_entropy(c.x, c.target).gradient;
  for (Eigen::Index i = 0; i < gradient.size(); ++i) {
    worst.see(ulp_error(gradient[i], i == c.target ? exact.softmax_less_one(i) : exact.softmax(i)));
  }
  return worst.error;
}

/// Of decisions whose targets are 0 and 1 in turn: of the losses, or of their gradient. By the terms that do not
/// cancel.
template <typename Scalar>
double decision_error(const Case<Scalar>& c, bool of_loss) {
  Worst worst;
  Vector<Scalar> x = c.x, targets(x.size());
  for (Eigen::Index i = 0; i < x.size(); ++i) {
    if (!hillock::detail::is_finite(x[i])) x[i] = 0;  // what is masked has a loss of no size
    targets[i] = static_cast<Scalar>(i % 2);
  }
  const auto found = hillock::binary_cross_entropy_with_logits(x, targets);
  for (Eigen::Index i = 0; i < x.size(); ++i) {
    const long double z = targets[i] > 0 ? -static_cast<long double>(x[i]) : static_cast<long double>(x[i]);
    const long double e = std::exp(-std::abs(z));
    if (of_loss) {
      worst.see(ulp_error(found.losses[i], std::max(z, 0.0L) + std::log1p(e)));
    } else {
      const long double slope = (z < 0 ? e : 1) / (1 + e);
      worst.see(ulp_error(found.gradient[i], targets[i] > 0 ? -slope : slope));
    }
  }
  return worst.error;
}

/// Of layer_norm and rms_norm of floats, or of their gradient without a gain: what is beyond the part of their bound
/// that is for cancellation.
template <typename Scalar>
double norm_error(const Case<Scalar>& c, bool subtracts_mean, bool of_gradient) {
  Worst worst;
  Vector<Scalar> x = c.x, dy(x.size());
  for (Scalar& element : x) element = hillock::detail::is_finite(element) ? element : Scalar(0);
  for (Eigen::Index i = 0; i < dy.size(); ++i)
    dy[i] = static_cast<Scalar>(i % 3 == 0 ? -1.7 : 0.3 * static_cast<double>(i % 7));
  const long double count = static_cast<long double>(x.size());
  const auto mean_of = [&](auto element) {
    long double sum = 0;
    for (Eigen::Index i = 0; i < x.size(); ++i) sum += element(i) / count;
    return sum;
  };
  const auto wide = [&](const Vector<Scalar>& v, Eigen::Index i) { return static_cast<long double>(v[i]); };
  const long double magnitude = mean_of([&](Eigen::Index i) { return std::abs(wide(x, i)); });
  const long double mean = subtracts_mean ? mean_of([&](Eigen::Index i) { return wide(x, i); }) : 0;
  const auto centred = [&](Eigen::Index i) { return wide(x, i) - mean; };
  const long double divisor =
      std::sqrt(mean_of([&](Eigen::Index i) { return centred(i) * centred(i); }) + (subtracts_mean ? 1e-5L : 0x1p-23L));
  const long double unit = std::ldexp(count + 16, -53);
  const auto see = [&](Scalar found, long double exact, long double lost) {
    const long double off = static_cast<long double>(found) - exact;
    worst.see(std::abs(off) <= lost ? 0 : ulp_error(found, off > 0 ? exact + lost : exact - lost));
  };
  if (!of_gradient) {
    const Vector<Scalar> y =
        subtracts_mean ? Vector<Scalar>(hillock::layer_norm(x)) : Vector<Scalar>(hillock::rms_norm(x));
    for (Eigen::Index i = 0; i < x.size(); ++i) {
      const long double exact = centred(i) / divisor;
      see(y[i], exact, subtracts_mean ? unit * ((magnitude + std::abs(wide(x, i))) / divisor + std::abs(exact)) : 0);
    }
    return worst.error;
  }
  const Vector<Scalar> dx =
      subtracts_mean ? hillock::layer_norm.backward(x, dy).input : hillock::rms_norm.backward(x, dy).input;
  const auto normalized = [&](Eigen::Index i) { return centred(i) / divisor; };
  const long double mean_dy = subtracts_mean ? mean_of([&](Eigen::Index i) { return wide(dy, i); }) : 0;
  const long double mean_size = subtracts_mean ? mean_of([&](Eigen::Index i) { return std::abs(wide(dy, i)); }) : 0;
  const long double product = mean_of([&](Eigen::Index i) { return wide(dy, i) * normalized(i); });
  const long double product_size = mean_of([&](Eigen::Index i) { return std::abs(wide(dy, i) * normalized(i)); });
  for (Eigen::Index i = 0; i < x.size(); ++i) {
    const long double size = std::abs(wide(dy, i)) + mean_size + std::abs(normalized(i)) * product_size;
    see(dx[i], (wide(dy, i) - mean_dy - normalized(i) * product) / divisor,
        4 * unit * (1 + (subtracts_mean ? magnitude / divisor : 0)) * size / divisor);
  }
  return worst.error;
}

using Exact = reference::Softmax;
/// Both of a function: with T = 1 and with a temperature.
template <typename Scalar>
using Of = const Case<Scalar>&;

template <typename Scalar>
constexpr double fast_bound = std::is_same<Scalar, float>::value ? hillock::fast_bounds.forward : 0;

template <typename Scalar>
const Row<Scalar> rows[] = {
    {"softmax", "default", 3,
     [](Of<Scalar> c, const Exact& e, const Exact&) { return softmax_error(hillock::softmax, c, Scalar(1), e); }},
    {"softmax", "x/T", 3,
     [](Of<Scalar> c, const Exact&, const Exact& e) { return softmax_error(hillock::softmax, c, c.temperature, e); }},
    {"softmax", "precise", 1,
     [](Of<Scalar> c, const Exact& e, const Exact&) {
       return softmax_error(hillock::precise::softmax, c, Scalar(1), e);
     }},
    {"softmax", "x/T,precise", 1,
     [](Of<Scalar> c, const Exact&, const Exact& e) {
       return softmax_error(hillock::precise::softmax, c, c.temperature, e);
     }},
    {"softmax", "fast", fast_bound<Scalar>,
     [](Of<Scalar> c, const Exact& e, const Exact&) {
       Worst worst;
       const Vector<Scalar> p = hillock::fast::softmax(c.x);
       for (Eigen::Index i = 0; i < p.size(); ++i) {
         worst.see(reference::relative_error(static_cast<float>(p[i]), e.softmax(i)));
       }
       return worst.error;
     }},
    {"log_softmax", "fast", fast_bound<Scalar>,
     [](Of<Scalar> c, const Exact& e, const Exact&) {
       Worst worst;
       const Vector<Scalar> log = hillock::fast::log_softmax(c.x);
       for (Eigen::Index i = 0; i < log.size(); ++i) {
         worst.see(reference::relative_error(static_cast<float>(log[i]), e.log_softmax(i)));
       }
       return worst.error;
     }},
    {"log_softmax", "default", 3,
     [](Of<Scalar> c, const Exact& e, const Exact&) {
       return log_softmax_error(hillock::log_softmax, c, Scalar(1), e);
     }},
    {"log_softmax", "x/T", 3,
     [](Of<Scalar> c, const Exact&, const Exact& e) {
       return log_softmax_error(hillock::log_softmax, c, c.temperature, e);
     }},
    {"log_softmax", "precise", 1,
     [](Of<Scalar> c, const Exact& e, const Exact&) {
       return log_softmax_error(hillock::precise::log_softmax, c, Scalar(1), e);
     }},
    {"log_softmax", "x/T,precise", 1,
     [](Of<Scalar> c, const Exact&, const Exact& e) {
       return log_softmax_error(hillock::precise::log_softmax, c, c.temperature, e);
     }},
    {"logsumexp", "default", 3,
     [](Of<Scalar> c, const Exact& e, const Exact&) {
       return reference::logsumexp_error(hillock::logsumexp(c.x), c.x.maxCoeff(), e);
     }},
    {"logsumexp", "precise", 1,
     [](Of<Scalar> c, const Exact& e, const Exact&) {
       return reference::logsumexp_error(hillock::precise::logsumexp(c.x), c.x.maxCoeff(), e);
     }},
    {"logmeanexp", "default", 3,
     [](Of<Scalar> c, const Exact&, const Exact&) {
       return reference::logmeanexp_error(hillock::logmeanexp(c.x), c.x);
     }},
    {"logmeanexp", "precise", 1,
     [](Of<Scalar> c, const Exact&, const Exact&) {
       return reference::logmeanexp_error(hillock::precise::logmeanexp(c.x), c.x);
     }},
    {"softmax_with_sink", "default", 3,
     [](Of<Scalar> c, const Exact&, const Exact&) { return sink_error(hillock::softmax_with_sink, c, false); }},
    {"softmax_with_sink", "precise", 1,
     [](Of<Scalar> c, const Exact&, const Exact&) {
       return sink_error(hillock::precise::softmax_with_sink, c, false);
     }},
    {"softmax_with_sink", "fast", fast_bound<Scalar>,
     [](Of<Scalar> c, const Exact&, const Exact&) {
       return sink_error(hillock::fast::softmax_with_sink, c, false, true);
     }},
    {"softmax_with_sink", "sink", 4,
     [](Of<Scalar> c, const Exact&, const Exact&) { return sink_error(hillock::softmax_with_sink, c, true); }},
    {"softmax_with_sink", "sink,precise", 2,
     [](Of<Scalar> c, const Exact&, const Exact&) { return sink_error(hillock::precise::softmax_with_sink, c, true); }},
    {"softmax_cross_entropy", "loss", 2,
     [](Of<Scalar> c, const Exact& e, const Exact&) { return loss_error(hillock::softmax_cross_entropy, c, e); }},
    {"softmax_cross_entropy", "gradient", 3,
     [](Of<Scalar> c, const Exact& e, const Exact&) { return gradient_error(hillock::softmax_cross_entropy, c, e); }},
    {"softmax_cross_entropy", "loss,precise", 1,
     [](Of<Scalar> c, const Exact& e, const Exact&) {
       return loss_error(hillock::precise::softmax_cross_entropy, c, e);
     }},
    {"softmax_cross_entropy", "gradient,precise", 1,
     [](Of<Scalar> c, const Exact& e, const Exact&) {
       return gradient_error(hillock::precise::softmax_cross_entropy, c, e);
     }},
    {"binary_cross_entropy_with_logits", "loss", 1,
     [](Of<Scalar> c, const Exact&, const Exact&) { return decision_error(c, true); }},
    {"binary_cross_entropy_with_logits", "gradient", 1,
     [](Of<Scalar> c, const Exact&, const Exact&) { return decision_error(c, false); }},
    {"layer_norm", "default", std::is_same<Scalar, float>::value ? 1 : 0,
     [](Of<Scalar> c, const Exact&, const Exact&) { return norm_error(c, true, false); }},
    {"rms_norm", "default", std::is_same<Scalar, float>::value ? 1 : 0,
     [](Of<Scalar> c, const Exact&, const Exact&) { return norm_error(c, false, false); }},
    {"layer_norm", "gradient", std::is_same<Scalar, float>::value ? 1 : 0,
     [](Of<Scalar> c, const Exact&, const Exact&) { return norm_error(c, true, true); }},
    {"rms_norm", "gradient", std::is_same<Scalar, float>::value ? 1 : 0,
     [](Of<Scalar> c, const Exact&, const Exact&) { return norm_error(c, false, true); }},
};

/// A class whose logit is finite: the first for the kinds of logits that mask.
template <typename Scalar>
Eigen::Index random_target(const Vector<Scalar>& x, std::mt19937& engine) {
  const auto k = static_cast<Eigen::Index>(engine() % static_cast<unsigned long>(x.size()));
  return hillock::detail::is_finite(x[k]) ? k : 0;
}

/// Prints a line; false if the bound is exceeded.
template <typename Scalar>
bool report(const Row<Scalar>& row, const char* what, long long vectors, long long elements, double error) {
  // Never rounded down: the figure is quoted as a bound.
  const double figure = row.is_relative() ? error * 0x1p11 : error;
  std::printf("%-32s %-16s %-7s %-24s %9lld %11lld  %9.4f %s%6g%s\n", row.function, row.tier,
              std::is_same<Scalar, float>::value ? "float" : "double", what, vectors, elements,
              std::ceil(figure * 1e4) / 1e4, row.is_relative() ? "2^-11" : "ULP  ",
              row.is_relative() ? row.bound * 0x1p11 : row.bound, error <= row.bound ? "" : "  EXCEEDED");
  std::fflush(stdout);
  return error <= row.bound;
}

template <typename Scalar>
bool run(const Distribution& distribution, int vectors, Eigen::Index longest) {
  std::mt19937 engine(7);
  std::vector<Worst> worst(std::size(rows<Scalar>));
  long long elements = 0;
  const auto one = [&](Eigen::Index size) {
    Case<Scalar> c;
    c.x = support::logits<Scalar>(distribution, size, engine);
    c.temperature = static_cast<Scalar>(std::exp2(3 * support::uniform(engine)));
    c.target = random_target(c.x, engine);
    const Exact exact(c.x), exact_over_t(c.x, static_cast<long double>(c.temperature));
    for (std::size_t i = 0; i < worst.size(); ++i) {
      if (rows<Scalar>[i].bound > 0) worst[i].see(rows<Scalar>[i].error(c, exact, exact_over_t));
    }
    elements += size;
  };
  for (int i = 0; i < vectors; ++i) {
    one(static_cast<Eigen::Index>(std::exp2(6 + 6 * support::uniform(engine))));
  }
  for (const Eigen::Index size : {65536, 1048576}) {
    if (size > longest) break;
    one(size);
    ++vectors;
  }

  bool good = true;
  for (std::size_t i = 0; i < worst.size(); ++i) {
    const Row<Scalar>& row = rows<Scalar>[i];
    if (row.bound > 0) good = report(row, distribution.name, vectors, elements, worst[i].error) && good;
  }
  return good;
}

/// Climbs for one function.
template <typename Scalar>
class Climb {
 public:
  Climb(const Row<Scalar>& row, double seconds) : row_(row), deadline_(processor_time() + seconds) {}

  bool run() {
    struct Start {
      Case<Scalar> c;
      double error;
    };
    std::vector<Start> starts;
    const double begin = processor_time();
    while (processor_time() < begin + (deadline_ - begin) / 4) {
      for (const Distribution& distribution : support::distributions) {
        Case<Scalar> c = random_case(distribution);
        const double error = error_of(c);
        starts.push_back({std::move(c), error});
      }
      if (starts.size() > 10000) keep_worst(starts);
    }
    keep_worst(starts);
    Start worst = starts[0];
    for (Start& start : starts) {
      up(start.c, start.error);
      if (start.error > worst.error) worst = start;
    }
    const bool good = report(row_, "climbed", tried_, elements_, worst.error);
    std::printf("  at T = %a, target %d:", static_cast<double>(worst.c.temperature), static_cast<int>(worst.c.target));
    for (Eigen::Index i = 0; i < worst.c.x.size(); ++i) std::printf(" %a", static_cast<double>(worst.c.x[i]));
    std::printf("\n");
    return good;
  }

 private:
  using Limits = std::numeric_limits<Scalar>;

  static double processor_time() { return static_cast<double>(std::clock()) / static_cast<double>(CLOCKS_PER_SEC); }

  template <typename Starts>
  static void keep_worst(Starts& starts) {
    std::sort(starts.begin(), starts.end(), [](const auto& a, const auto& b) { return a.error > b.error; });
    starts.erase(starts.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(starts.size(), 100)), starts.end());
  }

  Case<Scalar> random_case(const Distribution& distribution) {
    Case<Scalar> c;
    c.x = support::logits<Scalar>(distribution, 1 + static_cast<Eigen::Index>(engine_() % 9), engine_);
    // In one of four, up to where the exponentials are next to nothing.
    if (engine_() % 4 == 0) {
      const double reach = std::is_same<Scalar, float>::value ? 105 : 746;
      for (Scalar& x : c.x) x = static_cast<Scalar>(reach / 2 * support::uniform(engine_));
    }
    const bool any = engine_() % 4 == 0;
    c.temperature = static_cast<Scalar>(
        std::exp2(any ? (Limits::max_exponent - 2) * support::uniform(engine_) : 3 * support::uniform(engine_)));
    if (any) {
      for (Scalar& x : c.x) {
        const Scalar scaled = x * c.temperature;
        if (hillock::detail::is_finite(scaled)) x = scaled;
      }
    }
    c.target = random_target(c.x, engine_);
    return c;
  }

  double error_of(const Case<Scalar>& c) {
    ++tried_;
    elements_ += c.x.size();
    Worst worst;
    worst.see(row_.error(c, Exact(c.x), Exact(c.x, static_cast<long double>(c.temperature))));
    return worst.error;
  }

  // By whatever changes of an element, or of the temperature, make it worse, until none does.
  void up(Case<Scalar>& c, double& error) {
    for (bool better = true; better;) {
      better = false;
      for (Eigen::Index i = -1; i < c.x.size(); ++i) {
        Scalar& place = i < 0 ? c.temperature : c.x[i];
        if (!hillock::detail::is_finite(place)) continue;
        for (int move = 0; move < moves; ++move) {
          if (processor_time() >= deadline_) return;
          const Scalar before = place, after = changed(before, move);
          if (!hillock::detail::is_finite(after) || after == before || (i < 0 && !(after > 0))) continue;
          place = after;
          const double other = error_of(c);
          if (other > error) {
            error = other;
            better = true;
          } else {
            place = before;
          }
        }
      }
    }
  }

  static constexpr int bits = sizeof(Scalar) * 8, moves = 2 * bits + 5;

  static Scalar changed(Scalar x, int move) {
    using Bits = decltype(hillock::detail::to_bits(x));
    const Bits pattern = hillock::detail::to_bits(x);
    if (move < bits) return hillock::detail::from_bits(static_cast<Bits>(pattern ^ (Bits(1) << move)));
    if (move < 2 * bits) {  // neighbours, and neighbours further off on the other side of a carry
      const int step = move - bits;
      return hillock::detail::from_bits(step % 2 == 0 ? static_cast<Bits>(pattern + (Bits(1) << step / 2))
                                                      : static_cast<Bits>(pattern - (Bits(1) << step / 2)));
    }
    switch (move - 2 * bits) {
      case 0:
        return x * 2;
      case 1:
        return x / 2;
      case 2:
        return x + 1;
      case 3:
        return x - 1;
      default:
        return x * Scalar(1.1);
    }
  }

  const Row<Scalar>& row_;
  double deadline_;
  std::mt19937 engine_{11};
  long long tried_ = 0, elements_ = 0;
};

template <typename Scalar>
bool climb(double seconds) {
  bool good = true;
  for (const Row<Scalar>& row : rows<Scalar>) {
    if (row.bound > 0) good = Climb<Scalar>(row, seconds).run() && good;
  }
  return good;
}

}  // namespace

int main(int argc, char** argv) {
  int vectors = 12500, longest = 1048576;
  double seconds = 20;
  bool check = false, climbs = false;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--check") == 0) {
      check = true;
    } else if (std::strcmp(argv[i], "--climb") == 0) {
      climbs = true;
    } else if (std::strcmp(argv[i], "--vectors") == 0 && i + 1 < argc && std::atoi(argv[i + 1]) > 0) {
      vectors = std::atoi(argv[++i]);
    } else if (std::strcmp(argv[i], "--longest") == 0 && i + 1 < argc && std::atoi(argv[i + 1]) > 0) {
      longest = std::atoi(argv[++i]);
    } else if (std::strcmp(argv[i], "--seconds") == 0 && i + 1 < argc && std::atof(argv[i + 1]) > 0) {
      seconds = std::atof(argv[++i]);
    } else {
      std::fputs("usage: hillock_vector_accuracy [--vectors N] [--longest N] [--climb] [--seconds N] [--check]\n",
                 stderr);
      return 2;
    }
  }
  std::printf("instruction set: %s\n", accuracy::compiled_instruction_set().c_str());
  std::printf("%-32s %-16s %-7s %-24s %9s %11s  %9s %-5s%6s\n", "function", "tier", "scalar", "logits", "vectors",
              "elements", "max error", "in", "bound");
  bool good = true;
  if (climbs) {
    good = climb<float>(seconds);
    good = climb<double>(seconds) && good;
  } else {
    for (const Distribution& distribution : support::distributions) {
      good = run<float>(distribution, vectors, longest) && good;
      good = run<double>(distribution, vectors, longest) && good;
    }
  }
  if (!good && check) std::fputs("hillock_vector_accuracy: a stated bound is exceeded\n", stderr);
  return good || !check ? 0 : 1;
}
