# Compiles kernels.cu with NVCC into PROGRAM. A compiler that cannot even compile empty.cu is no fault of hillock.
# Without contraction, which would change the errors that hillock states. The warnings left out are about Eigen 3.4.0.
cmake_minimum_required(VERSION 3.22)
file(REMOVE ${PROGRAM})
set(compile ${NVCC} -std=c++17 --expt-relaxed-constexpr --fmad=false -o ${PROGRAM})
execute_process(COMMAND ${compile} ${CMAKE_CURRENT_LIST_DIR}/empty.cu RESULT_VARIABLE status OUTPUT_VARIABLE output
                ERROR_VARIABLE output)
file(REMOVE ${PROGRAM})
if(NOT status EQUAL 0)
  message("Skipped: this CUDA compiler compiles nothing\n${output}")
  return()
endif()
execute_process(COMMAND ${compile} -diag-suppress 20012,20013,20014,20015 -Werror all-warnings -I${INCLUDE}
                        -isystem ${EIGEN} ${CMAKE_CURRENT_LIST_DIR}/kernels.cu COMMAND_ERROR_IS_FATAL ANY)
