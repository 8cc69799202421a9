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

/// The page of an address, counted from where its VMA begins.
bool countsFromStart(std::string_view Name);

/// The page of an address, counted from where its file begins.
bool countsFromFile(std::string_view Name);

/// Works on the page tables, so that there has to be a mapping.
bool needsMapping(std::string_view Name);

/// Unmaps, or finishes an action as the core does.
bool endsMapping(std::string_view Name);

/// A member of vm_operations_struct that counts the mappings.
bool countsMappings(std::string_view Member);

/// Gives the page or PFN behind an address that it believes to be mapped.
bool findsPage(std::string_view Name);

/// Finds in a container, by call or loop, what others find there as well.
bool looksUp(std::string_view Name);

/// What a test of a pointer says if it is true.
enum class ErrorTest { None, Error, ErrorOrNull };
ErrorTest errorTest(std::string_view Name);

/// Turns an error number into a pointer or back, and keeps its sign.
bool carriesError(std::string_view Name);

/// Gives a counter a value, whatever it had before.
bool setsCounter(std::string_view Name);

/// Counts what may be a reference, and may be a number for people only.
bool isBareCounter(std::string_view Name);

} // namespace premap::kernel

#endif
