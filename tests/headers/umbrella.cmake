# Fails when a header in INCLUDE/hillock is not reached from hillock/hillock.hpp.
cmake_minimum_required(VERSION 3.22)
execute_process(COMMAND ${COMPILER} -std=c++17 -M -I${INCLUDE} -isystem ${EIGEN} -x c++ ${INCLUDE}/hillock/hillock.hpp
                OUTPUT_VARIABLE reached COMMAND_ERROR_IS_FATAL ANY)
string(REGEX REPLACE "[ \\\n]+" ";" reached "${reached}")
foreach(path IN LISTS reached)
  get_filename_component(path "${path}" ABSOLUTE) # GCC writes hillock/math/../config.hpp
  list(APPEND reached_paths ${path})
endforeach()
file(GLOB_RECURSE headers ${INCLUDE}/hillock/*.hpp)
foreach(header IN LISTS headers)
  if(NOT header IN_LIST reached_paths)
    message(SEND_ERROR "hillock/hillock.hpp does not include ${header}")
  endif()
endforeach()
