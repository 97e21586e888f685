# Fails when a header has a character that is not ASCII: a compiler may read it in the code page of its user's country,
# where it can swallow the end of its line.
cmake_minimum_required(VERSION 3.22)
file(GLOB_RECURSE headers ${INCLUDE}/hillock/*.hpp)
foreach(header IN LISTS headers)
  file(READ ${header} text)
  string(REGEX MATCH "[^\n]*[^ -~\n][^\n]*" line "${text}")
  if(line)
    message(SEND_ERROR "${header} is not ASCII: ${line}")
  endif()
endforeach()
