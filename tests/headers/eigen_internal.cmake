# Fails when a header outside simd/, loop/ and vector/ touches Eigen::internal for anything but to specialise functor_traits or traits.
# Those are how Eigen is told of a functor or an expression; everything else in there may change with any version.
cmake_minimum_required(VERSION 3.22)
set(begin "namespace internal {")
set(end "}  @ namespace internal") # as clang-format closes it, its comment kept
file(GLOB_RECURSE headers ${INCLUDE}/hillock/*.hpp)
list(FILTER headers EXCLUDE REGEX "/(simd|loop|vector)/")
foreach(header IN LISTS headers)
  file(READ ${header} text)
  string(REPLACE "}  // namespace internal" "${end}" text "${text}")
  string(REGEX REPLACE "//[^\n]*" "" text "${text}")
  string(REPLACE ";" "," text "${text}") # a list separator here
  string(REGEX REPLACE "Eigen::internal::(functor_)?traits<" "" text "${text}")
  string(REGEX MATCHALL "[^\n]*Eigen::internal[^\n]*" forbidden "${text}")

  # What is declared in each block `namespace internal`.
  string(FIND "${text}" "${begin}" position)
  while(position GREATER_EQUAL 0)
    string(SUBSTRING "${text}" ${position} -1 text)
    string(FIND "${text}" "${end}" length)
    string(SUBSTRING "${text}" 0 ${length} block) # all of the rest when it is not closed so
    string(LENGTH "${block}" length)
    string(SUBSTRING "${text}" ${length} -1 text)
    string(REGEX MATCHALL "\n(struct|class|enum|using|typedef|inline|static|constexpr|EIGEN_)[^\n]*" declared "${block}")
    list(FILTER declared EXCLUDE REGEX "struct (functor_)?traits<")
    list(APPEND forbidden ${declared})
    string(FIND "${text}" "${begin}" position)
  endwhile()

  foreach(line IN LISTS forbidden)
    string(STRIP "${line}" line)
    message(SEND_ERROR "${header}: Eigen's internals belong in simd/, loop/ or vector/: ${line}")
  endforeach()
endforeach()
