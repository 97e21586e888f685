// What the program shows while it works and at the end: a progress line, an image, bars.
// Plain ASCII, and no control characters where the output is not a terminal.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdio>
#include <string>

#ifdef _WIN32
#include <io.h>
#else
#include <unistd.h>
#endif

#include <Eigen/Core>

#include "data.hpp"

inline bool is_terminal() {
#ifdef _WIN32
  return _isatty(_fileno(stdout)) != 0;
#else
  return isatty(STDOUT_FILENO) != 0;
#endif
}

/// One line per network: redrawn after every epoch on a terminal, else printed after the last.
inline void show_progress(const char* name, int epoch, int epochs, float loss) {
  static const bool redraw = is_terminal();
  if (!redraw && epoch < epochs) return;
  std::printf("%s  %-10s  epoch %2d of %d   loss %7.4f%s", redraw ? "\r" : "", name, epoch, epochs,
              static_cast<double>(loss), epoch == epochs ? "\n" : "");
  std::fflush(stdout);
}

/// Row `row` of an image, two characters per pixel because a character is twice as high as wide.
inline std::string draw_row(const Eigen::VectorXf& image, Eigen::Index row) {
  static const std::string ink = " .:-=+*#%@";
  std::string line;
  for (Eigen::Index column = 0; column < image_width; ++column) {
    const float level = image(row * image_width + column) * static_cast<float>(ink.size() - 1);
    line.append(2, ink[static_cast<std::size_t>(std::lround(level))]);
  }
  return line;
}

/// The image on the left, the probability of each class as a bar on the right.
inline void draw(const Eigen::VectorXf& image, const Eigen::VectorXf& probabilities) {
  for (Eigen::Index i = 0; i < classes; ++i) {
    const Eigen::Index row = i - (classes - image_width) / 2;
    const bool is_inside = row >= 0 && row < image_width;
    const float percent = 100 * probabilities(i);
    std::printf("   %-16s   %d %5.1f %%  %s\n", is_inside ? draw_row(image, row).c_str() : "", static_cast<int>(i),
                static_cast<double>(percent), std::string(static_cast<std::size_t>(percent / 2), '#').c_str());
  }
}
