# Compiles SOURCE and fails unless the compiler refuses it with the message that its line `// expect: <regex>` states.
# A line `// flags: <flags>` states flags, and `// lines: <number>` how many lines of messages may come at most. The
# header PRECOMPILED is read first, except where there are flags or a #define: it was compiled without.
cmake_minimum_required(VERSION 3.22)
file(STRINGS ${SOURCE} expected REGEX "^// expect: ")
list(LENGTH expected count)
if(NOT count EQUAL 1)
  message(FATAL_ERROR "${SOURCE} needs one line: // expect: <regular expression>")
endif()
string(REPLACE "// expect: " "" expected "${expected}")

file(STRINGS ${SOURCE} flags REGEX "^// flags: ")
string(REPLACE "// flags: " "" flags "${flags}")
separate_arguments(flags UNIX_COMMAND "${flags}")

file(STRINGS ${SOURCE} defined REGEX "^#define ")
if(NOT flags AND NOT defined)
  set(flags -include ${PRECOMPILED})
endif()

set(ENV{LC_ALL} C)
execute_process(COMMAND ${COMPILER} -std=c++17 -fsyntax-only ${flags} -I${INCLUDE} -isystem ${EIGEN} ${SOURCE}
                RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(status EQUAL 0)
  message(FATAL_ERROR "${SOURCE} compiles")
endif()
# Only what the compiler reports as an error counts, not the source lines it quotes, which hold the message as well.
string(REGEX MATCHALL "error:[^\n]*" errors "${output}")
if(NOT errors MATCHES "${expected}")
  message(FATAL_ERROR "No error matches '${expected}' in:\n${output}")
endif()

file(STRINGS ${SOURCE} most REGEX "^// lines: ")
if(most)
  string(REPLACE "// lines: " "" most "${most}")
  string(REGEX REPLACE "[^\n]" "" lines "${output}")
  string(LENGTH "${lines}" lines)
  list(GET errors 0 first)
  if(lines GREATER most OR NOT first MATCHES "${expected}")
    message(FATAL_ERROR "${lines} lines of messages instead of ${most} at most, or the first error is another one:\n${output}")
  endif()
endif()
