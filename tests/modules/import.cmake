# Compiles the module and what imports it, with COMPILER and FLAGS.
cmake_minimum_required(VERSION 3.22)
set(compile ${COMPILER} -std=c++20 ${FLAGS} -I${INCLUDE} -isystem ${EIGEN})
execute_process(COMMAND ${compile} --precompile ${CMAKE_CURRENT_LIST_DIR}/activations.cppm -o ${MODULE}
                        COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${compile} -fmodule-file=activations=${MODULE} -fsyntax-only
                        ${CMAKE_CURRENT_LIST_DIR}/importer.cpp COMMAND_ERROR_IS_FATAL ANY)
file(REMOVE ${MODULE})
