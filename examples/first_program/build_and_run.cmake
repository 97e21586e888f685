# Builds this folder as its reader would, with hillock inside, and compares what the program prints with output.txt.
file(REMOVE_RECURSE ${BINARY})
file(COPY ${CMAKE_CURRENT_LIST_DIR}/CMakeLists.txt ${CMAKE_CURRENT_LIST_DIR}/main.cpp DESTINATION ${BINARY}/first)
file(CREATE_LINK ${HILLOCK} ${BINARY}/first/hillock SYMBOLIC)
execute_process(COMMAND ${CMAKE_COMMAND} -S ${BINARY}/first -B ${BINARY}/build -G ${GENERATOR} ${OPTIONS} OUTPUT_QUIET
                        COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_COMMAND} --build ${BINARY}/build --config Release OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
find_program(first first HINTS ${BINARY}/build PATH_SUFFIXES Release NO_DEFAULT_PATH NO_CACHE REQUIRED)
execute_process(COMMAND ${first} OUTPUT_VARIABLE printed COMMAND_ERROR_IS_FATAL ANY)
file(READ ${CMAKE_CURRENT_LIST_DIR}/output.txt expected)
if(NOT printed STREQUAL expected)
  message(FATAL_ERROR "printed:\n${printed}\nexpected:\n${expected}")
endif()
