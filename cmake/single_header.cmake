# Writes all of hillock into one header: every file under include/hillock once, where it is first included. Its name is
# OUTPUT, by default hillock.hpp, in the folder where this is called. A program may have several copies of it, one with
# each library that brings its own: the first that is included counts.
#
#   cmake [-D OUTPUT=<file>] -P cmake/single_header.cmake
cmake_minimum_required(VERSION 3.22)
get_filename_component(INCLUDE ${CMAKE_CURRENT_LIST_DIR}/../include ABSOLUTE)
if(NOT DEFINED OUTPUT)
  set(OUTPUT hillock.hpp)
endif()

# The text is only ever cut and joined: a list operation would lose its semicolons and brackets.
function(hillock_append path)
  get_property(seen GLOBAL PROPERTY hillock_seen)
  if(path IN_LIST seen)
    return()
  endif()
  set_property(GLOBAL APPEND PROPERTY hillock_seen ${path})
  file(READ ${path} text)
  string(FIND "${text}" "\n#include <hillock/" position)
  while(position GREATER_EQUAL 0)
    string(SUBSTRING "${text}" 0 ${position} before)
    set_property(GLOBAL APPEND_STRING PROPERTY hillock_text "${before}\n")
    math(EXPR position "${position} + 11") # the name begins behind the bracket
    string(SUBSTRING "${text}" ${position} -1 text)
    string(FIND "${text}" ">" length)
    string(SUBSTRING "${text}" 0 ${length} name)
    get_filename_component(included ${INCLUDE}/${name} ABSOLUTE)
    hillock_append(${included})
    string(SUBSTRING "${text}" ${length} -1 text)
    string(FIND "${text}" "\n" length) # what stands behind the name is for tools that read the line
    string(SUBSTRING "${text}" ${length} -1 text)
    string(FIND "${text}" "\n#include <hillock/" position)
  endwhile()
  set_property(GLOBAL APPEND_STRING PROPERTY hillock_text "${text}")
endfunction()

get_filename_component(umbrella ${INCLUDE}/hillock/hillock.hpp ABSOLUTE)
get_filename_component(license ${CMAKE_CURRENT_LIST_DIR}/../LICENSE ABSOLUTE)
file(READ ${license} license)
hillock_append(${umbrella})
get_property(text GLOBAL PROPERTY hillock_text)
string(REPLACE "#pragma once\n\n" "" text "${text}")
file(WRITE ${OUTPUT} "// hillock in one header, made from include/hillock by cmake/single_header.cmake.\n/*\n${license}*/\n"
                     "#ifndef HILLOCK_HPP\n#define HILLOCK_HPP\n\n${text}\n#endif  // HILLOCK_HPP\n")
