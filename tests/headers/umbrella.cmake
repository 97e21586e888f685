# Fails when a header in INCLUDE/hillock is not reached from hillock/hillock.hpp, or when that header or the registry does
# not export what it includes: tools that look for needless includes (include-what-you-use, clangd, clang-tidy) would tell
# their users to replace it.
cmake_minimum_required(VERSION 3.22)
execute_process(COMMAND ${COMPILER} -std=c++17 -M -I${INCLUDE} -isystem ${EIGEN} -x c++ ${INCLUDE}/hillock/hillock.hpp
                OUTPUT_VARIABLE reached COMMAND_ERROR_IS_FATAL ANY)
string(REGEX REPLACE "[ \\\n]+" ";" reached "${reached}")
foreach(path IN LISTS reached)
  get_filename_component(path "${path}" ABSOLUTE) # GCC writes hillock/math/../config.hpp
  list(APPEND reached_paths ${path})
endforeach()
file(GLOB_RECURSE headers ${INCLUDE}/hillock/*.hpp)
list(REMOVE_ITEM headers ${INCLUDE}/hillock/check_activation.hpp) # for test programs
foreach(header IN LISTS headers)
  if(NOT header IN_LIST reached_paths)
    message(SEND_ERROR "hillock/hillock.hpp does not include ${header}")
  endif()
endforeach()

foreach(header hillock.hpp activations.hpp)
  file(STRINGS ${INCLUDE}/hillock/${header} lines REGEX "^#include <hillock/")
  list(FILTER lines EXCLUDE REGEX "  // IWYU pragma: export$")
  if(lines)
    message(SEND_ERROR "hillock/${header} has includes without `IWYU pragma: export`: ${lines}")
  endif()
endforeach()
