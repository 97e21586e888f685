// Arguments of sine and cosine less a multiple of pi/2: for every number that a double holds, and every product of two.
#pragma once

#include <cstdint>

#include <hillock/check/errors.hpp>
#include <hillock/check/special_values.hpp>
#include <hillock/number/double_word.hpp>

HILLOCK_NAMESPACE_BEGIN
namespace kernel {

/// Where the multiples of pi/2 lie that a reduction leaves the nearest of: n pi/2 for integers n, or, so that sine and
/// cosine have their zeros at r = 0 of an argument that is an eighth of a turn further, (n - 1/2) pi/2.
enum class Grid { quarters, eighths };

/// z = n pi/2 + r, or z = (n - 1/2) pi/2 + r, with |r| at most pi/4 and a trace. Of n the last two bits count.
template <typename Number, typename V>
struct Reduced {
  Number r;
  V n;
};

/// r and n of one value.
struct ReducedValue {
  double high, low, n;
};

/// For one product a b of any size, by integers, as M. H. Payne and R. N. Hanek: "Radian reduction for trigonometric
/// functions", ACM SIGNUM Newsletter 18(1), 1983. Of 2/pi those digits are multiplied that decide about the last two
/// bits of n and 244 digits behind the point: of no product of two doubles do as many cancel.
EIGEN_DEVICE_FUNC EIGEN_DONT_INLINE inline ReducedValue reduce_any(double a, double b, Grid grid) {
  // 2/pi in digits of 32 bits. From mpmath, at 3000 bits.
  const std::uint32_t digits[] = {
      0xa2f9836eu, 0x4e441529u, 0xfc2757d1u, 0xf534ddc0u, 0xdb629599u, 0x3c439041u, 0xfe5163abu, 0xdebbc561u,
      0xb7246e3au, 0x424dd2e0u, 0x06492eeau, 0x09d1921cu, 0xfe1deb1cu, 0xb129a73eu, 0xe88235f5u, 0x2ebb4484u,
      0xe99c7026u, 0xb45f7e41u, 0x3991d639u, 0x835339f4u, 0x9c845f8bu, 0xbdf9283bu, 0x1ff897ffu, 0xde05980fu,
      0xef2f118bu, 0x5a0a6d1fu, 0x6d367ecfu, 0x27cb09b7u, 0x4f463f66u, 0x9e5fea2du, 0x7527bac7u, 0xebe5f17bu,
      0x3d0739f7u, 0x8a5292eau, 0x6bfb5fb1u, 0x1f8d5d08u, 0x56033046u, 0xfc7b6babu, 0xf0cfbc20u, 0x9af4361du,
      0xa9e39161u, 0x5ee61b08u, 0x6599855fu, 0x14a06840u, 0x8dffd880u, 0x4d732731u, 0x06061556u, 0xca73a8c9u,
      0x60e27bc0u, 0x8c6b47c4u, 0x19c367cdu, 0xdce8092au, 0x8359c476u, 0x8b961ca6u, 0xddaf44d1u, 0x5719053eu,
      0xa5ff0705u, 0x3f7e33e8u, 0x32c2de4fu, 0x98327dbbu, 0xc33d26efu, 0x6b1e5ef8u, 0x9f3a1f35u, 0xcaf27f1du,
      0x87f12190u, 0x7c7c246au, 0xfa6ed577u, 0x2d30433bu, 0x15c614b5u, 0x9d19c3c2u, 0xc4ad414du, 0x2c5d000cu,
      0x467d862du, 0x71e39ac6u, 0x9b006233u, 0x7cd2b497u};
  constexpr int count = 12;  // digits of a product that are kept
  if (!detail::is_finite(a) || !detail::is_finite(b)) return {detail::not_a_number<double>(), 0, 0};

  // |a| = m 2^e for an integer m, as b.
  std::uint64_t integers[2];
  int exponent = 0;
  const std::uint64_t bits[2] = {detail::to_bits(a), detail::to_bits(b)};
  for (int k = 0; k < 2; ++k) {
    const int field = static_cast<int>((bits[k] >> 52) & 2047);
    const std::uint64_t fraction = bits[k] & ((std::uint64_t(1) << 52) - 1);
    integers[k] = field == 0 ? fraction : fraction | (std::uint64_t(1) << 52);
    exponent += (field == 0 ? 1 : field) - 1075;
  }
  const bool is_negative = ((bits[0] ^ bits[1]) >> 63) != 0;

  // Digits from the last one on, as everywhere below: the product of the integers, ...
  const std::uint64_t half = 0xffffffffu;
  const std::uint64_t low[2] = {integers[0] & half, integers[1] & half},
                      high[2] = {integers[0] >> 32, integers[1] >> 32};
  std::uint32_t product[4];
  std::uint64_t carry = low[0] * low[1];
  product[0] = static_cast<std::uint32_t>(carry);
  const std::uint64_t middle = (carry >> 32) + low[0] * high[1], cross = (middle & half) + high[0] * low[1];
  product[1] = static_cast<std::uint32_t>(cross);
  carry = (middle >> 32) + (cross >> 32) + high[0] * high[1];
  product[2] = static_cast<std::uint32_t>(carry);
  product[3] = static_cast<std::uint32_t>(carry >> 32);

  // ... times those of 2/pi from the first on that does not add a multiple of 4 to n.
  const int start = exponent - 2 + 32 * 64, first = start / 32 - 64, shift = start % 32;
  std::uint32_t n_and_rest[count] = {};
  for (int i = 0; i < count; ++i) {
    const int place = first + count - 1 - i;
    const std::uint64_t digit = place < 0 ? 0 : digits[place];
    carry = 0;
    for (int k = 0; k < 4 && i + k < count; ++k) {
      carry += digit * product[k] + n_and_rest[i + k];
      n_and_rest[i + k] = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
    if (i + 4 < count) n_and_rest[i + 4] = static_cast<std::uint32_t>(carry);
  }
  const auto shift_left = [&n_and_rest](int by) {
    for (int i = count - 1; i >= 0 && by > 0; --i) {
      const std::uint32_t below = i == 0 ? 0 : n_and_rest[i - 1] >> (32 - by);
      n_and_rest[i] = (n_and_rest[i] << by) | below;
    }
  };
  shift_left(shift);
  std::uint32_t n = n_and_rest[count - 1] >> 30;
  shift_left(2);

  // The rest less 1 where it is a half or more, or less a half.
  std::uint32_t& top = n_and_rest[count - 1];
  if (grid == Grid::eighths) {
    top ^= 0x80000000u;
    ++n;
  }
  bool rest_is_negative = top >= 0x80000000u;
  if (rest_is_negative) {
    if (grid == Grid::quarters) ++n;
    carry = 1;
    for (int i = 0; i < count; ++i) {
      carry += n_and_rest[i] ^ 0xffffffffu;
      n_and_rest[i] = static_cast<std::uint32_t>(carry);
      carry >>= 32;
    }
  }
  if (is_negative) {
    n = (grid == Grid::eighths ? 1u : 0u) - n;
    rest_is_negative = !rest_is_negative;
  }

  // Its first five digits, times pi/2.
  using V = Lanes<double, 1>;
  int place = count - 1;
  while (place > 4 && n_and_rest[place] == 0) --place;
  double unit = 1;
  for (int i = place; i < count; ++i) unit *= 0x1p-32;
  DoubleWord<V> rest(V(static_cast<double>(n_and_rest[place])));
  double weight = 0x1p-32;
  for (int k = 1; k < 5; ++k, weight *= 0x1p-32) rest = rest + V(static_cast<double>(n_and_rest[place - k]) * weight);
  const V factor(rest_is_negative ? -unit : unit);
  const DoubleWord<V> r = times_power(rest * DoubleWord<V>(V(0x1.921fb54442d18p+0), V(0x1.1a62633145c07p-54)), factor);
  return {r.high.first(), r.low.first(), static_cast<double>(n & 3u)};
}

/// pi/2 in parts of 30 digits, so that their products with an n below 2^22 are exact, and what they leave.
struct QuarterTurn {
  static constexpr double first = 0x1.921fb54p+0, second = 0x1.10b46118p-30, third = 0x1.313198ap-61;
  static constexpr double last = 0x1.701b839a25205p-92;
  static constexpr double behind_second = 0x1.313198a2e037p-61;  // third + last
  static constexpr double nearest = 0x1.921fb54442d18p+0, rest = 0x1.1a62633145c07p-54;
  static constexpr double inverse = 0x1.45f306dc9c883p-1;
  /// From here on, in x times a factor, n has too many digits.
  static constexpr double most = 0x1p22;
};

/// y, but of x factor one by one where a few steps leave it too few digits.
template <Grid grid, typename Number, typename V>
HILLOCK_INLINE Reduced<Number, V> or_one_by_one(typename V::Mask good, Reduced<Number, V> y, V x, double factor) {
  if (EIGEN_PREDICT_TRUE(detail::all_of(good.bits))) return y;
  double values[V::width], is_good[V::width], highs[V::width], lows[V::width], places[V::width];
  x.store(values);
  select(good, V(1.0), V(0.0)).store(is_good);
  const DoubleWord<V> r(y.r);
  r.high.store(highs);
  r.low.store(lows);
  y.n.store(places);
  for (int k = 0; k < V::width; ++k) {
    if (is_good[k] != 0) continue;
    const ReducedValue value = reduce_any(values[k], factor, grid);
    highs[k] = value.high;
    lows[k] = value.low;
    places[k] = value.n;
  }
  if constexpr (std::is_same<Number, V>::value) {
    return {V::load(highs), V::load(places)};
  } else {
    return {{V::load(highs), V::load(lows)}, V::load(places)};
  }
}

/// z = x factor, for results in float: |x factor| < 2^256 is exact in a double.
template <Grid grid, int W>
HILLOCK_INLINE auto reduce(Lanes<double, W, float> x, double factor) {
  using V = Lanes<double, W, float>;
  using Turn = QuarterTurn;
  const V z = x * V(factor), c = clamp(z, -Turn::most, Turn::most), shift(0x1.8p52);
  const V place = madd(c, V(Turn::inverse), V(grid == Grid::eighths ? 0.5 : 0.0));
  const V n = (place + shift) - shift;
  const V turns = grid == Grid::eighths ? n - V(0.5) : n;
#if defined(HILLOCK_FMA)
  V r = nmadd(turns, V(Turn::rest), nmadd(turns, V(Turn::nearest), c));  // the first step is exact
#else
  V r = ((c - turns * V(Turn::first)) - turns * V(Turn::second)) - turns * V(Turn::behind_second);
#endif
  r = select(turns == V(0.0), c, r);  // a zero keeps its sign
  const auto good = (abs(z) < V(Turn::most)) & (select(turns == V(0.0), V(1.0), abs(r)) >= V(0x1p-45));
  return or_one_by_one<grid>(good, Reduced<V, V>{r, n}, x, factor);
}

/// The same as a sum of two, to 2^-74 of r.
template <Grid grid, typename V>
HILLOCK_INLINE auto reduce(DoubleWord<V> x, double factor) {
  using Turn = QuarterTurn;
  const double size = factor < 0 ? -factor : factor;
  const double end = size > 0x1p-1000 ? Turn::most / size : detail::infinity<double>();
  const V c = clamp(x.high, -end, end), shift(0x1.8p52);
  DoubleWord<V> z = whole_product(c, V(factor));
#if !defined(HILLOCK_FMA)
  z.low = select(abs(z.high) < V(0x1p-900), V(0.0), z.low);  // where it underflows, and the sine is z
#endif
  const V place = madd(z.high, V(Turn::inverse), V(grid == Grid::eighths ? 0.5 : 0.0));
  const V n = (place + shift) - shift;
  const V turns = grid == Grid::eighths ? n - V(0.5) : n;
  DoubleWord<V> r = two_sum(z.high, -(turns * V(Turn::first))) + (-(turns * V(Turn::second)));
  r = ((r + z.low) + (-(turns * V(Turn::third)))) + (-(turns * V(Turn::last)));
  r = select(turns == V(0.0), z, r);
  const auto good = (abs(x.high) < V(end)) & (select(turns == V(0.0), V(1.0), abs(r.high)) >= V(0x1p-30));
  return or_one_by_one<grid>(good, Reduced<DoubleWord<V>, V>{r, n}, x.high, factor);
}

}  // namespace kernel
HILLOCK_NAMESPACE_END
