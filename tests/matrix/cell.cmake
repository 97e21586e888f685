# One cell of the matrix: compiles SOURCES with COMPILER and FLAGS against the Eigen in EIGEN, and runs the program once
# with each of the arguments in RUNS, by the command in RUN unless that is "no". What it prints is left in OUTPUTS, for
# same_bits.cmake. With "refused" in RUN it must not compile, by an #error or assertion of hillock's.
cmake_minimum_required(VERSION 3.22)
string(SHA1 id "${NAME}")
set(program ${OUTPUTS}/${id})
set(output ${program}.txt)
if(COMPILER MATCHES "mingw")
  string(APPEND program ".exe")
elseif(COMPILER MATCHES "em\\+\\+$")
  string(APPEND program ".js")
endif()
file(REMOVE ${program} ${output})

set(found no)
if(EXISTS ${EIGEN}/Eigen/Version) # since 5.0
  set(found 5)
elseif(EXISTS ${EIGEN}/Eigen/Core)
  set(found 3)
endif()
if(NOT found STREQUAL EIGEN_MAJOR)
  message("Skipped: no Eigen ${EIGEN_MAJOR} in ${EIGEN}")
  return()
endif()

# Warnings are errors here too; see cmake/developer.cmake for those that are off with AVX-512.
string(REPLACE "23" "2b" STANDARD ${STANDARD}) # what Clang 14 calls it
separate_arguments(FLAGS UNIX_COMMAND "${FLAGS}")
list(APPEND FLAGS -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror)
if(COMPILER MATCHES "/g\\+\\+(-1[12])?$" AND FLAGS MATCHES "-march=native|-mavx512")
  list(APPEND FLAGS -Wno-maybe-uninitialized -Wno-uninitialized)
elseif(COMPILER MATCHES "clang\\+\\+-19$" AND SOURCES MATCHES "test_") # these name infinity on purpose, hillock does not
  list(APPEND FLAGS -Wno-nan-infinity-disabled)
endif()
if(SOURCES MATCHES "test_|compositions") # all of a suite: see every.hpp
  list(APPEND FLAGS -DHILLOCK_FULL_TESTS)
endif()
# Where the suites' Catch2 lies among the system's own headers, naming that folder hides what they include next.
if(OPTIONS MATCHES "^-isystem;/usr/include$")
  set(OPTIONS "")
endif()
if(RUN STREQUAL "refused")
  execute_process(COMMAND ${COMPILER} -std=c++${STANDARD} ${FLAGS} -I${INCLUDE} -isystem ${EIGEN} -fsyntax-only ${SOURCES}
                  RESULT_VARIABLE status ERROR_VARIABLE output)
  if(status EQUAL 0 OR NOT output MATCHES "error: [^\n]*hillock: ")
    message(FATAL_ERROR "Not refused, status ${status}:\n${output}")
  endif()
  return()
endif()
file(REMOVE_RECURSE ${program}.objects)
file(MAKE_DIRECTORY ${program}.objects)
execute_process(COMMAND ${COMPILER} -std=c++${STANDARD} ${FLAGS} -I${INCLUDE} -isystem ${EIGEN} ${OPTIONS} -c ${SOURCES}
                WORKING_DIRECTORY ${program}.objects COMMAND_ERROR_IS_FATAL ANY)
file(GLOB objects ${program}.objects/*.o)
set(link_flags ${FLAGS})
if(LIBRARIES) # a suite
  set(link_flags "")
elseif(COMPILER MATCHES "em\\+\\+$")
  list(APPEND link_flags -sSINGLE_FILE=1) # its old versions fetch a file of their own by a name that Node.js refuses
endif()
execute_process(COMMAND ${COMPILER} ${link_flags} ${objects} ${LIBRARIES} -o ${program} COMMAND_ERROR_IS_FATAL ANY)
file(REMOVE_RECURSE ${program}.objects)
if(RUN STREQUAL "no")
  return()
endif()
foreach(arguments IN LISTS RUNS)
  separate_arguments(arguments UNIX_COMMAND "${arguments}")
  execute_process(COMMAND ${RUN} ${program} ${arguments} OUTPUT_VARIABLE text RESULT_VARIABLE status)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "Status ${status}\n${text}")
  endif()
  string(REPLACE "\r\n" "\n" text "${text}")  # Windows
  file(APPEND ${output} "${text}")
endforeach()
file(APPEND ${output} "${NAME}\n")
file(REMOVE ${program})
