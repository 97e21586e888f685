# Fails when a comment of a kernel or of an activation gives a largest error that docs/measured/accuracy.txt has not:
# "every float 1.8788", "doubles 1.7032", "without FMA 1.5274", "by climbing 1.6550", "silu' 2.5689", with four decimals.
cmake_minimum_required(VERSION 3.22)
file(READ ${MEASURED} measured)
string(REGEX MATCHALL "[0-9]\\.[0-9][0-9][0-9][0-9] " measured "${measured}")
file(GLOB headers ${INCLUDE}/hillock/kernel/*.hpp ${INCLUDE}/hillock/activations/*.hpp)
set(figures 0)
foreach(header IN LISTS headers)
  file(READ ${header} text)
  string(REGEX REPLACE "\n *//+" "" text "${text}") # a sentence in one line
  string(REPLACE ";" "," text "${text}")             # no list of CMake's
  string(REGEX MATCHALL "(floats?|doubles|FMA|climbing|[a-z]') [0-9]\\.[0-9][0-9][0-9][0-9][^0-9]" said "${text}")
  foreach(figure IN LISTS said)
    string(REGEX REPLACE ".* ([0-9.]+[0-9])[^0-9]$" "\\1 " error "${figure}")
    math(EXPR figures "${figures} + 1")
    if(NOT error IN_LIST measured)
      message(SEND_ERROR "${header} says \"${figure}\", which ${MEASURED} has not")
    endif()
  endforeach()
endforeach()
if(figures LESS 40)
  message(SEND_ERROR "only ${figures} figures found under ${INCLUDE}")
endif()
