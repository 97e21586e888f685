// The command line of hillock_accuracy.
// An empty choice means all of them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <vector>

namespace accuracy {

inline constexpr const char* help = R"(hillock_accuracy: the error of hillock's functions, measured against MPFR

  --function NAME              one function; without it, all of them
  --tier default|precise|exact one tier; with --rounding also fast
  --what forward|derivative    f or f'
  --scalar float|double        one scalar type
  --every N                    a sample: of floats every N-th bit pattern and the neighbours of all switch points, of
                               doubles 1/N of the 12 million samples; N = 1 (every float) if not given
  --climb                      climb from the worst hundred of a sample (of 12 million / N inputs) and of windows all
                               over the range: to their neighbours, at random distances of every scale, to other
                               binades; then from further samples, until two of them have brought nothing
  --seconds S                  with --climb: for each line at most that long, in seconds of all cores together
  --from FILE                  with --climb: from the worst inputs in such a program's output too, whatever their tier
                               and instruction set
  --check                      exit with 1 if a bound stated in the code is exceeded
  --self-check                 measure the reference instead: double and long double against MPFR, for 12 million / N
                               random inputs of every function
  --shape                      order and symmetry of f instead, over the floats by value: how often a function that
                               never decreases does, and by how much; how often f(-x) has other bits than -f(x) (odd) or
                               f(x) (even), zeros aside; |f(x) + f(-x) - 1| in ULP of 1 where that is 0. With --check: exit with 1 if
                               symmetry is lost, if that sum is off by more than 1 ULP, or if the precise tier decreases
  --rounding                   how many floats are rounded correctly, in percent, and the mean error instead, in every
                               tier; with --check: exit with 1 if the exact tier rounds one to another float than the
                               nearest
  --position                   instead, how many of twelve million / N results depend on what stands beside the argument;
                               exit with 1 if any does
  --bits                       instead, a hash of each function's results for 4096 arguments, by which a change of its
                               bits is seen; with --from FILE, such lines, only those that differ from the file's. With
                               --check: exit with 1 if any does
  --help                       this text

Prints a line per measurement. The error is in units in the last place (ULP): |computed - exact| divided by the spacing
of the scalar type's numbers at the exact value, rounded up to four decimals. `mpfr` is the number of inputs MPFR has
judged; by a faster reference (double for floats, long double for doubles) the others have smaller errors.
)";

struct Options {
  std::string function, tier, what, scalar, from;
  std::uint64_t every = 1;
  double seconds = 0;  // 0: no limit
  bool climb = false;
  bool check = false, self_check = false, shape = false, rounding = false, position = false, bits = false, help = false;
};

inline bool is_chosen(const std::string& choice, const std::string& name) { return choice.empty() || choice == name; }

namespace detail {

inline std::string one_of(const std::string& option, const std::string& value,
                          const std::vector<std::string>& allowed) {
  if (std::find(allowed.begin(), allowed.end(), value) != allowed.end()) return value;
  std::string message = option + " " + value + ": must be one of";
  for (const std::string& name : allowed) message += " " + name;
  throw std::invalid_argument(message);
}

inline std::uint64_t positive_integer(const std::string& option, const std::string& value) {
  const bool digits = !value.empty() && value.size() <= 10 &&
                      std::all_of(value.begin(), value.end(), [](char c) { return '0' <= c && c <= '9'; });
  const std::uint64_t number = digits ? std::stoull(value) : 0;
  if (number == 0) throw std::invalid_argument(option + " " + value + ": must be a whole number from 1 on");
  return number;
}

inline double positive_number(const std::string& option, const std::string& value) {
  const char* const begin = value.c_str();
  char* end = nullptr;
  const double number = std::strtod(begin, &end);
  if (end == begin || *end != 0 || !(number > 0 && number <= 1e6)) {
    throw std::invalid_argument(option + " " + value + ": must be a number above 0, at most a million");
  }
  return number;
}

}  // namespace detail

/// Throws std::invalid_argument with a message for the user.
inline Options parse_options(int argc, char** argv, const std::vector<std::string>& functions) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string option = argv[i];
    const auto value = [&]() -> std::string {
      if (i + 1 == argc) throw std::invalid_argument(option + ": needs a value");
      return argv[++i];
    };
    if (option == "--function") {
      options.function = detail::one_of(option, value(), functions);
    } else if (option == "--tier") {
      options.tier = detail::one_of(option, value(), {"default", "precise", "fast", "exact"});
    } else if (option == "--what") {
      options.what = detail::one_of(option, value(), {"forward", "derivative"});
    } else if (option == "--scalar") {
      options.scalar = detail::one_of(option, value(), {"float", "double"});
    } else if (option == "--every") {
      options.every = detail::positive_integer(option, value());
    } else if (option == "--climb") {
      options.climb = true;
    } else if (option == "--from") {
      options.from = value();
    } else if (option == "--seconds") {
      options.seconds = detail::positive_number(option, value());
    } else if (option == "--check") {
      options.check = true;
    } else if (option == "--self-check") {
      options.self_check = true;
    } else if (option == "--shape") {
      options.shape = true;
    } else if (option == "--rounding") {
      options.rounding = true;
    } else if (option == "--position") {
      options.position = true;
    } else if (option == "--bits") {
      options.bits = true;
    } else if (option == "--help" || option == "-h") {
      options.help = true;
    } else {
      throw std::invalid_argument(option + ": no such option");
    }
  }
  return options;
}

}  // namespace accuracy
