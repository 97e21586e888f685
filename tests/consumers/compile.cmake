# Builds and runs the consumer with the compiler alone, with FLAGS, or those that pkg-config states
# when FLAGS is pkg-config.
# With ERROR it must not compile, with a message that matches.
cmake_minimum_required(VERSION 3.22)
file(REMOVE_RECURSE ${BINARY})
file(MAKE_DIRECTORY ${BINARY})

if(FLAGS STREQUAL "pkg-config")
  execute_process(COMMAND pkg-config --cflags hillock OUTPUT_VARIABLE FLAGS COMMAND_ERROR_IS_FATAL ANY)
  separate_arguments(FLAGS UNIX_COMMAND "${FLAGS}")
endif()
set(compile ${COMPILER} -std=c++17 -O1 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror ${FLAGS}
            ${CMAKE_CURRENT_LIST_DIR}/main.cpp ${CMAKE_CURRENT_LIST_DIR}/other.cpp -o ${BINARY}/consumer)

if(ERROR)
  execute_process(COMMAND ${compile} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(status EQUAL 0 OR NOT output MATCHES "${ERROR}")
    message(FATAL_ERROR "Status ${status}, and not the error '${ERROR}':\n${output}")
  endif()
else()
  execute_process(COMMAND ${compile} COMMAND_ERROR_IS_FATAL ANY)
  execute_process(COMMAND ${BINARY}/consumer COMMAND_ERROR_IS_FATAL ANY)
endif()
