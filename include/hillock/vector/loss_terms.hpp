// Class indices as targets, and what a class adds to the cross-entropy.
#pragma once

#include <limits>
#include <type_traits>
#include <utility>

#include <hillock/check/errors.hpp>
#include <hillock/check/special_values.hpp>
#include <hillock/number/double_word.hpp>
#include <hillock/vector/scaled_difference.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace detail {

/// Whether a type is that of a class index: an integer, or an enumeration of the classes.
template <typename T>
inline constexpr bool is_class_index = std::is_integral<T>::value || std::is_enum<T>::value;

/// Whether targets are class indices: one, or a vector of them (Eigen's, std::vector, std::array, an array of C). A
/// matrix of integers is one of distributions.
template <typename Targets, typename = void>
struct IndexTargets : std::bool_constant<is_class_index<Targets>> {};
template <typename Targets>
struct IndexTargets<Targets, std::void_t<decltype(std::declval<const Targets&>()[0])>> {
 private:
  static constexpr bool is_vector() {
    if constexpr (is_eigen_expression<Targets>) return Targets::IsVectorAtCompileTime;
    return true;
  }

 public:
  static constexpr bool value =
      is_vector() && is_class_index<std::decay_t<decltype(std::declval<const Targets&>()[0])>>;
};

/// Distributions, those of integers as numbers of the logits' type.
template <typename Scalar, typename Targets>
decltype(auto) distributions_of(const Targets& targets) {
  if constexpr (std::is_integral<typename Targets::Scalar>::value) {
    return targets.derived().template cast<Scalar>();
  } else {
    static_assert(
        std::is_same<typename Targets::Scalar, Scalar>::value ||
            std::is_same<typename Targets::Scalar, Computed<Scalar>>::value,
        "hillock: targets are a vector of class indices, or distributions of the logits' element type (or floats)");
    return (targets.derived());
  }
}

/// How many targets there are.
template <typename Targets>
Eigen::Index target_count(const Targets& targets) {
  if constexpr (is_class_index<Targets>) {
    return 1;
  } else if constexpr (std::is_array<Targets>::value) {
    return static_cast<Eigen::Index>(std::extent<Targets>::value);
  } else {
    return static_cast<Eigen::Index>(targets.size());
  }
}
/// The class of sample j.
template <typename Targets>
Eigen::Index index_of(const Targets& targets, Eigen::Index j) {
  if constexpr (is_class_index<Targets>) {
    return static_cast<Eigen::Index>(targets);
  } else if constexpr (std::is_array<Targets>::value) {
    return static_cast<Eigen::Index>(targets[j]);
  } else {
    return static_cast<Eigen::Index>(targets[static_cast<decltype(targets.size())>(j)]);
  }
}

/// The classes of some lines: numbers, so that what takes them is compiled once for all types of targets.
struct ClassesOfLines {
  const Eigen::Index* classes;

  Eigen::Index operator[](Eigen::Index l) const { return classes[l]; }
  ClassesOfLines line(Eigen::Index l) const { return {classes + l}; }
};

/// Throws unless there is a target for each sample and it is a class, where counts(sample).
template <typename Targets, typename Counts>
void require_indices(const char* name, const Targets& targets, Eigen::Index samples, Eigen::Index classes,
                     const Counts& counts) {
  const Eigen::Index count = target_count(targets);
  if (count != samples) fail(name, "there are %lld samples but %lld targets", number(samples), number(count));
  for (Eigen::Index j = 0; j < samples; ++j) {
    const Eigen::Index index = index_of(targets, j);
    if (!counts(j) || (index >= 0 && index < classes)) continue;
    if (classes == 0) {
      fail(name, "the target of sample %lld is class %lld but must be a class, of which there are none", number(j),
           number(index));
    }
    fail(name, "the target of sample %lld is class %lld but must be from 0 to %lld", number(j), number(index),
         number(classes - 1));
  }
}

/// log Sum e^d - (logit - m) of one class; infinite for -inf, else at most the largest number.
inline float surprise(float logit, float m, Lanes<double, 1> log) {
  using One = Lanes<double, 1>;
  if (!is_finite(logit)) return is_minus_infinity(logit) ? infinity<float>() : not_a_number<float>();
  return static_cast<float>(clamp_above((One(m) - One(logit)) + log, largest_number<float>).data);
}
/// 4 a for 0 or a normal number, by its exponent: Clang may make a product before the choice that keeps it from
/// overflowing, and raise that exception.
inline double four_times(double a) { return a == 0 ? a : from_bits(to_bits(a) + (std::uint64_t(2) << 52)); }
inline double surprise(double logit, double m, DoubleWord<Lanes<double, 1>> log) {
  using One = Lanes<double, 1>;
  constexpr double most = largest_number<double>;
  if (!is_finite(logit)) return is_minus_infinity(logit) ? infinity<double>() : not_a_number<double>();
  // A fourth of each where that may overflow; small numbers are then of no account.
  const bool is_huge = logit < -most / 8 || m > most / 8;
  const One unit(is_huge ? 0.25 : 1.0);
  const DoubleWord<One> d = two_sum(One(m) * unit, -(One(logit) * unit));
  const DoubleWord<One> high = two_sum(d.high, log.high * unit);
  const double sum = (high.high + (high.low + (d.low + log.low * unit))).data;
  return is_huge ? four_times(sum < most / 4 ? sum : most / 4) : sum;
}

/// The loss of a distribution with logits so far apart that a sum of their parts may overflow, or masked ones
/// that are wanted.
template <typename X, typename T, typename Scalar>
Scalar extreme_loss(X x, T target, Eigen::Index n, Scalar m, Scalar log) {
  constexpr Scalar most = (std::numeric_limits<Scalar>::max)();
  // In our own arithmetic, of which no flag takes the unit out again: of the largest numbers nothing is lost.
  using One = Lanes<double, 1>;
  const One unit(0x1p-20), scaled_m = One(static_cast<double>(m)) * unit,
                           scaled_log = One(static_cast<double>(log)) * unit;
  const double scaled_most = (One(static_cast<double>(most)) * unit).data;
  One scaled(0.0);
  bool is_upward = false, is_downward = false;
  for (Eigen::Index i = 0; i < n; ++i) {
    const Scalar t = static_cast<Scalar>(target[i]), logit = static_cast<Scalar>(x[i]);
    if (t == 0) continue;
    if (is_minus_infinity(logit)) {
      (t > 0 ? is_upward : is_downward) = true;
    } else {
      const One part = scaled_m - One(static_cast<double>(logit)) * unit + scaled_log;
      scaled = scaled + One(static_cast<double>(t)) * part;
    }
  }
  if (is_upward && is_downward) return not_a_number<Scalar>();
  if (is_upward) return infinity<Scalar>();
  if (is_downward) return minus_infinity<Scalar>();
  return static_cast<Scalar>((clamp(scaled, -scaled_most, scaled_most) / unit).data);
}

}  // namespace detail
HILLOCK_NAMESPACE_END
