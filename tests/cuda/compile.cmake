# Compiles SOURCE into PROGRAM. A compiler that cannot even compile empty.cu is no fault of hillock. HOST are flags of
# the host's compiler.
cmake_minimum_required(VERSION 3.22)
include(${CMAKE_CURRENT_LIST_DIR}/compiler.cmake)
file(REMOVE ${PROGRAM})
execute_process(COMMAND ${compile} ${CMAKE_CURRENT_LIST_DIR}/empty.cu -o ${PROGRAM}_empty RESULT_VARIABLE status
                OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(NOT status EQUAL 0)
  message("Skipped: this CUDA compiler compiles nothing\n${output}")
  return()
endif()
execute_process(COMMAND ${compile} ${HOST} ${CMAKE_CURRENT_LIST_DIR}/${SOURCE} -o ${PROGRAM} COMMAND_ERROR_IS_FATAL ANY)
