# Compiles SOURCE to ASSEMBLY with FLAGS, and fails unless every function loop_... in it loads, computes and stores whole
# packets: on the registers REGISTER, in the function itself or in those it calls. Nor may it call anything outside this
# file, which is where allocation, locks, guards of statics and errno would come from, or change the floating-point
# environment. And no loop may call anything: a constant that one compiler folds and another computes for every packet is
# such a call, and makes a function a thousand times slower there. (But for the kernels of parameters out of the usual, of
# what the exact tier must look at again and of arguments of a sine that are huge or next to its zeros (reduce_any), which
# are called on purpose, and what is called once: the question whether destination and argument overlap, asked where their
# sizes differ, and the loops themselves, also that for results past the caches. Clang writes the question behind them,
# with a jump back.)
cmake_minimum_required(VERSION 3.22)
if(NOT REUSE)
  execute_process(COMMAND ${COMPILER} -std=c++17 -O3 -DNDEBUG ${FLAGS} -I${INCLUDE} -isystem ${EIGEN} -S ${SOURCE}
                          -o ${ASSEMBLY} COMMAND_ERROR_IS_FATAL ANY)
endif()
file(READ ${ASSEMBLY} assembly)
string(REPLACE ";" " " assembly "${assembly}") # a list separator here, and nothing that matters there

# `body`: what stands between the label of `function` and its .size, or nothing when it is not in this file.
function(body_of function body)
  set(${body} "" PARENT_SCOPE)
  string(FIND "${assembly}" "\n${function}:" first)
  string(FIND "${assembly}" "\n\t.size\t${function}," last)
  if(first GREATER_EQUAL 0 AND last GREATER first)
    math(EXPR length "${last} - ${first}")
    string(SUBSTRING "${assembly}" ${first} ${length} text)
    set(${body} "${text}" PARENT_SCOPE)
  endif()
endfunction()

# AT&T operands: sources first. The stack is left out: spills are no evidence. A load may be part of the arithmetic.
set(register "%${REGISTER}[0-9]+")
# %rbp with an index or without an offset (GCC writes 0) is no frame but a pointer.
set(memory "(-?[0-9]*\\(%(r([a-d]x|[sd]i|[0-9]+)[^)]*|rbp,%r[^)]*)\\)|0?\\(%rbp\\))")
set(operation "v?(f?n?m(add|sub)[0-9]*|mul|add|sub|div|max|min|and|andn|or|blendv|cmp[a-z_]*)")
set(load_whole "[\t ]v?[a-z0-9]+p[sd][\t ]+${memory}, [^\n]*${register}")
set(load_halves "[\t ]v?[a-z0-9]+p[sd][\t ]+${memory}, [^\n]*%[xy]mm[0-9]+")
set(arithmetic_on_float "[\t ]${operation}ps[\t ]+[^\n]*${register}")
set(arithmetic_on_double "[\t ]${operation}pd[\t ]+[^\n]*${register}")
set(store_whole "[\t ]v?mov[ua]p[sd][\t ]+${register}, ${memory}")
set(store_halves "[\t ]v?mov[ua]p[sd][\t ]+%[xy]mm[0-9]+, ${memory}")

# `calls`: what a loop in `body` calls. A loop is what lies between a label and a jump back to it.
function(calls_in_loops body calls)
  set(found "")
  set(before "")
  string(FIND "${body}" "\tcall" position)
  while(position GREATER_EQUAL 0)
    string(SUBSTRING "${body}" 0 ${position} text)
    string(APPEND before "${text}")
    math(EXPR position "${position} + 5")
    string(SUBSTRING "${body}" ${position} -1 body)
    string(REGEX MATCH "^q?\t([^\n]*)" callee "${body}")
    set(callee "${CMAKE_MATCH_1}")
    if(NOT callee MATCHES "evaluate_(out_of_line|extreme)|exact_(in_doubt|by_two)|reduce_any|extents_overlap|detail[0-9]+assign")
      string(REGEX MATCHALL "\n\\.L[A-Za-z0-9_]+:" labels "${before}")
      list(TRANSFORM labels REPLACE "[\n:]" "")
      string(REGEX MATCHALL "\tj[a-z]+\t\\.L[A-Za-z0-9_]+" jumps "${body}")
      list(TRANSFORM jumps REPLACE "^.*\t" "")
      list(REMOVE_DUPLICATES jumps)
      foreach(label IN LISTS jumps)
        if(label IN_LIST labels)
          list(APPEND found "${callee}")
          break()
        endif()
      endforeach()
    endif()
    string(FIND "${body}" "\tcall" position)
  endwhile()
  set(${calls} "${found}" PARENT_SCOPE)
endfunction()

string(REGEX MATCH "[\t ](v?ldmxcsr|fldcw|fldenv|frstor|fxrstor|xrstor)[\t ]" changes_environment "${assembly}")
if(changes_environment)
  message(SEND_ERROR "${ASSEMBLY} changes the floating-point environment:${changes_environment}")
endif()

string(REGEX MATCHALL "\n[A-Za-z0-9_]*loop_(forward|derivative)[A-Za-z0-9_]*:" functions "${assembly}")
list(LENGTH functions count)
if(count EQUAL 0)
  message(FATAL_ERROR "No functions found in ${ASSEMBLY}")
endif()
foreach(function IN LISTS functions)
  string(REGEX REPLACE "[\n:]" "" function "${function}")

  # The function with all it calls.
  set(pending ${function})
  set(seen "")
  set(text "")
  while(pending)
    list(POP_FRONT pending next)
    if(NOT next IN_LIST seen)
      list(APPEND seen ${next})
      body_of(${next} body)
      # A wrong parameter is reported, whatever that takes; memcpy and the like are moves.
      if(next MATCHES "6detail[0-9]+fail|^_Unwind_Resume$|^mem(cpy|set|move)$")
        continue()
      elseif(NOT body)
        message(SEND_ERROR "${function}: calls ${next}, which is not in ${ASSEMBLY}")
      endif()
      string(APPEND text "${body}")
      calls_in_loops("${body}" calls)
      if(calls)
        message(SEND_ERROR "${function}: a loop in ${next} calls ${calls}")
      endif()
      string(REGEX MATCHALL "\t(call|callq|jmp)\t[A-Za-z_][A-Za-z0-9_.$]*" calls "${body}")
      list(TRANSFORM calls REPLACE "^.*\t" "")
      list(APPEND pending ${calls})
    endif()
  endwhile()

  # Floats may be computed in double, and the halves of a packet then loaded and stored one by one.
  if(function MATCHES "IdE")
    set(arithmetic "${arithmetic_on_double}")
    set(load "${load_whole}")
    set(store "${store_whole}")
  else()
    set(arithmetic "${arithmetic_on_float}|${arithmetic_on_double}")
    set(load "${load_halves}")
    set(store "${store_halves}")
  endif()

  set(evidences load arithmetic store)
  if(function MATCHES "8Identity") # a copy
    list(REMOVE_ITEM evidences arithmetic)
  endif()
  foreach(evidence IN LISTS evidences)
    if(NOT text MATCHES "${${evidence}}")
      message(SEND_ERROR "${function}: no packed ${evidence} on ${REGISTER} in ${ASSEMBLY}")
    endif()
  endforeach()
endforeach()
message(STATUS "${count} functions examined")
