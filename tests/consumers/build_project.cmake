# Configures, builds and runs the consumer in SOURCE, from nothing: an old cache would hide what hillock adds to it.
# With ERROR the configuration must fail instead, with a message that matches.
cmake_minimum_required(VERSION 3.22)
file(REMOVE_RECURSE ${BINARY})
set(configure ${CMAKE_COMMAND} -S ${SOURCE} -B ${BINARY} -G ${GENERATOR} -C ${CACHE} -DCMAKE_CXX_COMPILER=${COMPILER}
              -DCMAKE_BUILD_TYPE=Release ${OPTIONS})

if(ERROR)
  execute_process(COMMAND ${configure} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  string(REGEX REPLACE "[ \n]+" " " line "${output}") # CMake wraps its messages
  if(status EQUAL 0 OR NOT line MATCHES "${ERROR}")
    message(FATAL_ERROR "Status ${status}, and not the error '${ERROR}':\n${output}")
  endif()
else()
  execute_process(COMMAND ${configure} COMMAND_ERROR_IS_FATAL ANY)
  execute_process(COMMAND ${CMAKE_COMMAND} --build ${BINARY} --config Release COMMAND_ERROR_IS_FATAL ANY)
endif()
