// What the executor knows of named kernel functions without running them: which
// take or drop resources and locks, print, or only compute. Data; one line per
// name.
#ifndef PREMAP_VERIFY_RESOURCETABLE_H
#define PREMAP_VERIFY_RESOURCETABLE_H

#include "kernel/Calls.h"

#include <map>
#include <string>

namespace premap::verify {

using kernel::CallKind;
using kernel::Success;

/// Takes or drops a resource or a lock.
bool isCounted(CallKind Kind);

struct CalleeFacts {
  /// Unknown also for what only its arguments or a model can tell about.
  CallKind Kind = CallKind::Unknown;
  /// Acquire, Allocate, Release, Lock, Unlock: what is counted together.
  std::string Resource;
  /// The argument that says which one; -1: the result (Allocate).
  int Subject = 0;
  Success When = Success::Always;
  /// Known by its kind only: anything that it gets or returns may be what is
  /// counted, under any name of a resource.
  bool Loose = false;
  /// Unknown, but known to leave nothing behind that a driver could miss.
  bool Harmless = false;
};

class ResourceTable {
public:
  /// The built-in table, and \p Extra pairs of acquire -> release.
  explicit ResourceTable(const std::map<std::string, std::string> &Extra = {});
  /// What the built-in table says, else what the kernel's tables know of the
  /// name's kind; Unknown for a name that is in neither.
  const CalleeFacts &lookup(const std::string &Name) const;

private:
  CalleeFacts derive(const std::string &Name) const;
  std::string lockOf(const std::string &Name) const;

  /// Names that were asked for and are in no row are added.
  mutable std::map<std::string, CalleeFacts> Facts;
};

} // namespace premap::verify

#endif
