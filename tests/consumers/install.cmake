# Installs hillock from the build folder BUILD into an empty PREFIX.
cmake_minimum_required(VERSION 3.22)
file(REMOVE_RECURSE ${PREFIX})
execute_process(COMMAND ${CMAKE_COMMAND} --install ${BUILD} --prefix ${PREFIX} --config Release
                COMMAND_ERROR_IS_FATAL ANY)
