// One element, one result: the same bits whatever the position, length, alignment, stride, storage order, expression or
// size known at compile time, and as a scalar. The scalar result is the yardstick.
#include <algorithm>

#include "catch.hpp"
#include "every.hpp"

namespace {

using Eigen::Dynamic;
using Eigen::Index;

template <typename Scalar>
using Vector = Eigen::Matrix<Scalar, Dynamic, 1>;
template <typename Scalar>
using RowMajor = Eigen::Matrix<Scalar, Dynamic, Dynamic, Eigen::RowMajor>;

template <typename Scalar>
constexpr Index width = hillock::detail::loop_width<Scalar>;

// What one activation computes, called through pointers to its scalar and packet code. All functions so share the loops
// below; compiled into every loop for each function, tier and operation, they would take ten minutes.
template <typename Scalar_>
class Shared {
 public:
  using Scalar = Scalar_;

  template <typename Act, typename Of>
  Shared(const Act&, Of)
      : scalar_(&on_scalar<Act, Of>),
        narrow_(&on_lanes<Act, Of, 16 / sizeof(Scalar)>),
        middle_(&on_lanes<Act, Of, 32 / sizeof(Scalar)>),
        wide_(&on_lanes<Act, Of, 64 / sizeof(Scalar)>) {}

  Scalar operator()(const Scalar& x) const { return scalar_(x); }

  template <typename Packet>
  Packet packetOp(const Packet& x) const {
    using V = hillock::Lanes<Scalar, hillock::detail::PacketShape<Packet>::width>;
    Scalar values[V::width];
    V::of(x).store(values);
    (sizeof(Packet) == 16 ? narrow_ : sizeof(Packet) == 32 ? middle_ : wide_)(values);
    return V::load(values).data;
  }

 private:
  template <typename Act, typename Of>
  static Scalar on_scalar(Scalar x) {
    return Of{}(Act{}, x);
  }
  // Through the functor that Eigen would call.
  template <typename Act, typename Of, int Width>
  static void on_lanes(Scalar* values) {
    if constexpr (Width <= hillock::detail::loop_width<Scalar> && hillock::detail::Register<Scalar, Width>::exists) {
      using V = hillock::Lanes<Scalar, Width>;
      const auto x = V::load(values).data;
      V::of(every::of_packet<Of>(Act{}, x)).store(values);
    }
  }

  Scalar (*scalar_)(Scalar);
  void (*narrow_)(Scalar*);
  void (*middle_)(Scalar*);
  void (*wide_)(Scalar*);
};

// (A lambda in the visitor below would be one type for each function.)
template <typename Scalar>
struct Apply {
  Shared<Scalar> f;

  template <typename X>
  auto operator()(const X& x) const {
    return x.unaryExpr(f);
  }
};

}  // namespace

namespace Eigen {
namespace internal {
template <typename Scalar>
struct functor_traits<Shared<Scalar>> : functor_traits<hillock::Sigmoid<Scalar>> {};
}  // namespace internal
}  // namespace Eigen

namespace {

template <typename Y, typename Expected>
Index first_difference(const Y& y, const Expected& expected) {
  for (Index i = 0; i < y.size(); ++i) {
    if (!every::same_bits(y(i), expected(i))) return i;
  }
  return -1;
}

template <typename Scalar>
Vector<Scalar> inputs(Index count) {
  const auto values = every::difficult_values<Scalar>(static_cast<std::size_t>(count));
  return Eigen::Map<const Vector<Scalar>>(values.data(), count);
}

/// f(x), one by one.
template <typename Scalar, typename F>
Vector<Scalar> one_by_one(const Vector<Scalar>& x, const F& f) {
  Vector<Scalar> y(x.size());
  for (Index i = 0; i < x.size(); ++i) y[i] = f(x[i]);
  return y;
}

/// Every position 0..2·width in vectors of every length up to 4·width, source and destination aligned differently:
/// how often a bit differs.
template <typename Scalar, typename F, typename Apply>
int position_differences(const F& f, Apply apply) {
  const Index longest = 4 * width<Scalar>, offsets = 2 * width<Scalar>;
  const Vector<Scalar> x = inputs<Scalar>(longest), expected = one_by_one(x, f);
  Vector<Scalar> source(longest + offsets), destination(longest + offsets);
  int differences = 0;
  for (Index offset = 0; offset <= offsets; ++offset) {
    for (Index length = 1; length <= longest; ++length) {
      const Index to = (3 * offset + length) % (offsets + 1);
      source.segment(offset, length) = x.head(length);
      destination.segment(to, length) = apply(source.segment(offset, length));
      differences += first_difference(destination.segment(to, length), expected) >= 0;
    }
  }
  return differences;
}

template <int Size, typename Scalar, typename Apply>
Index fixed_size_difference(const Vector<Scalar>& x, const Vector<Scalar>& expected, Apply apply) {
  const Eigen::Matrix<Scalar, Size, 1> fixed = x.template head<Size>();
  const Eigen::Matrix<Scalar, Size, 1> y = apply(fixed);
  return first_difference(y, expected);
}

/// Every kind of expression an element may stand in.
template <typename Scalar, typename F, typename Apply>
void check_expressions(const F& f, Apply apply) {
  const Index size = std::max<Index>(4 * width<Scalar> + 3, 11);
  const Vector<Scalar> x = inputs<Scalar>(size), expected = one_by_one(x, f);

  {  // strided
    Vector<Scalar> memory(3 * size);
    Eigen::Map<Vector<Scalar>, 0, Eigen::InnerStride<3>> strided(memory.data(), size);
    strided = x;
    const Vector<Scalar> y = apply(strided);
    CHECK(first_difference(y, expected) == -1);
    strided = apply(x);
    CHECK(first_difference(strided, expected) == -1);
  }
  {  // blocks at odd offsets of matrices, column- and row-major, and from one into the other
    Eigen::Matrix<Scalar, Dynamic, Dynamic> columns(size + 5, 7);
    RowMajor<Scalar> rows(7, size + 5);
    columns.col(3).segment(1, size) = x;
    rows.row(5).segment(3, size) = apply(columns.col(3).segment(1, size)).transpose();
    CHECK(first_difference(rows.row(5).segment(3, size), expected) == -1);
    rows.row(1).segment(1, size) = x.transpose();
    const RowMajor<Scalar> block = apply(rows.block(1, 1, 1, size));
    CHECK(first_difference(block.row(0), expected) == -1);
    const Vector<Scalar> across = apply(rows.row(1).segment(1, size).transpose());
    CHECK(first_difference(across, expected) == -1);
  }
  {  // a matrix of several columns, packets crossing from one into the next
    Eigen::Matrix<Scalar, Dynamic, Dynamic> matrix(size, 3);
    matrix.colwise() = x;
    const Eigen::Matrix<Scalar, Dynamic, Dynamic> y = apply(matrix);
    const RowMajor<Scalar> z = apply(matrix);
    for (Index j = 0; j < 3; ++j) CHECK(first_difference(y.col(j), expected) == -1);
    for (Index j = 0; j < 3; ++j) CHECK(first_difference(z.col(j), expected) == -1);
  }
  {  // the same from and into matrices with room between their columns, each another
    Eigen::Matrix<Scalar, Dynamic, Dynamic> from(size + 5, 3), to(size + 2, 3);
    from.middleRows(1, size).colwise() = x;
    to.middleRows(2, size) = apply(from.middleRows(1, size));
    for (Index j = 0; j < 3; ++j) CHECK(first_difference(to.col(j).tail(size), expected) == -1);
  }
  {  // inside a larger expression, of an expression, on arrays (factors of one keep every bit)
    const Vector<Scalar> ones = Vector<Scalar>::Ones(size);
    const Vector<Scalar> inside = (apply(x).array() * ones.array()).matrix();
    CHECK(first_difference(inside, expected) == -1);
    const Vector<Scalar> of = apply(x.cwiseProduct(ones));
    CHECK(first_difference(of, expected) == -1);
    const Eigen::Array<Scalar, Dynamic, 1> array = apply(x.array());
    CHECK(first_difference(array, expected) == -1);
  }
  {  // in place, whole and on a block
    Vector<Scalar> y = x;
    y = apply(y);
    CHECK(first_difference(y, expected) == -1);
    y = x;
    y.segment(1, size - 2) = apply(y.segment(1, size - 2));
    CHECK(first_difference(y.segment(1, size - 2), expected.segment(1, size - 2)) == -1);
    CHECK(every::same_bits(y[0], x[0]));
    CHECK(every::same_bits(y[size - 1], x[size - 1]));
  }
  // sizes known at compile time: full, half and quarter packets, odd rests
  CHECK(fixed_size_difference<1>(x, expected, apply) == -1);
  CHECK(fixed_size_difference<2>(x, expected, apply) == -1);
  CHECK(fixed_size_difference<3>(x, expected, apply) == -1);
  CHECK(fixed_size_difference<4>(x, expected, apply) == -1);
  CHECK(fixed_size_difference<8>(x, expected, apply) == -1);
  CHECK(fixed_size_difference<11>(x, expected, apply) == -1);
}

}  // namespace

TEMPLATE_TEST_CASE("Every function gives the same bits at every position and in every expression", "[position]", float,
                   double) {
  every::operation<TestType>([](const auto& act, auto of) {
    // With one width of registers there is one copy of a kernel, and nothing for the second tier to show.
    using Tier = typename std::decay_t<decltype(act)>::Tier;
    constexpr bool one_width = hillock::detail::narrowest_width<TestType> == hillock::detail::loop_width<TestType>;
    // Nor has a gradient more than f' in another tier. (Each length and start of each: test_special_values.)
    using Of = decltype(of);
    constexpr bool is_forward = std::is_same<Of, every::Forward>::value;
    constexpr bool is_function = is_forward || std::is_same<Of, every::Derivative>::value;
    // Every day each function in one tier, and of the functions of each kind all.
    constexpr bool is_default = std::is_same<Tier, hillock::tier::Default>::value;
    constexpr bool is_alike = !every::is_of_a_kind<std::decay_t<decltype(act)>>;
    if constexpr (is_alike ? is_default && is_forward : (!one_width && is_function) || is_default) {
      CAPTURE(act.name, Tier::name, of.name);
      const Shared<TestType> f(act, of);
      CHECK(position_differences<TestType>(f, Apply<TestType>{f}) == 0);
      check_expressions<TestType>(f, Apply<TestType>{f});
    }
  });
}

// The same through the public face itself, compiled as a user's program is, for the function with the longest kernel.
TEMPLATE_TEST_CASE("tanh gives the same bits at every position and in every expression", "[position]", float, double) {
  const auto act = [](const auto& x) { return hillock::tanh(x); };
  CHECK(position_differences<TestType>(act, act) == 0);
  if constexpr (every::stands_for_types<TestType>) check_expressions<TestType>(act, act);
}

TEMPLATE_TEST_CASE("backward gives the same bits at every position", "[position]", float, double) {
  const auto backward = [](const auto& x) { return hillock::sigmoid.backward(x, x); };
  CHECK(position_differences<TestType>(backward, backward) == 0);
}
