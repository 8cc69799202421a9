// What a driver is left with when a call took something and nobody gave it
// back.
#ifndef PREMAP_KERNEL_TAKES_H
#define PREMAP_KERNEL_TAKES_H

#include <string_view>

namespace premap::kernel {

enum class Taken {
  Reference,
  Memory,
  Entry,        ///< in a list, a tree or another container
  Count,        ///< a counter went up
  Registration, ///< with a subsystem
  Section,      ///< one that has an end: drm_dev_enter()
};

/// What the acquisition \p Name takes.
Taken takenBy(std::string_view Name);

/// Writes to the log and does nothing else.
bool isLog(std::string_view Name);

/// Turns an address or a number into another one, and looks nothing up.
bool isConversion(std::string_view Name);

} // namespace premap::kernel

#endif
