# Fails unless the programs FIRST and SECOND succeed and print the same.
cmake_minimum_required(VERSION 3.22)
execute_process(COMMAND ${FIRST} OUTPUT_VARIABLE first COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${SECOND} OUTPUT_VARIABLE second COMMAND_ERROR_IS_FATAL ANY)
if(first STREQUAL "" OR NOT first STREQUAL second)
  message(FATAL_ERROR "The order of linking changes the results:\n${first}${second}")
endif()
