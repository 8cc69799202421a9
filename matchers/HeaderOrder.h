// Whether headers that were read ahead of a unit mean what they would mean
// where the unit includes them.
#ifndef PREMAP_MATCHERS_HEADERORDER_H
#define PREMAP_MATCHERS_HEADERORDER_H

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/SmallVector.h"

#include <utility>
#include <vector>

namespace premap {

/// Follows which file reads and writes which macro. Files are read in parts:
/// each begins as if nothing had been read, and comes again, by its own
/// includes, to what earlier parts have read (it *reaches* them). A part is as
/// it would be alone if no file in it, nor one that it reaches, has seen a
/// macro otherwise than it would have then.
class HeaderOrder {
public:
  /// Files and names are whatever identifies them.
  using File = const void *;
  using Name = const void *;

  /// A part begins; the last one is a unit, which nothing is read after.
  void beginPart(bool IsUnit);
  /// \p By (null: the part itself) includes \p What, whether or not its guard
  /// then leaves it out.
  void included(File By, File What);
  /// \p By asks whether \p Macro is defined, which it is not.
  void missed(File By, Name Macro);
  /// \p By expands \p Macro, or asks whether it is defined, which it is.
  void used(File By, Name Macro);
  void defined(File By, Name Macro);
  void undefined(File By, Name Macro);
  /// `#ifndef Macro`, `#define Macro ..`, `#endif` in \p By: it defines what
  /// nobody else has, and does nothing else.
  void hasDefault(File By, Name Macro) { Defaults.insert({By, Macro}); }

  /// Whether all parts so far are as they would be alone.
  bool isSound() const { return Sound; }
  /// Whether this part has come to everything that was read before it.
  bool isComplete() const { return Unreached.empty(); }

private:
  struct Header {
    std::vector<File> Includes;
    llvm::DenseSet<File> MacrosOf; ///< files that define what it has used
    llvm::DenseSet<Name> Missed;
  };

  bool isIdleDefault(File By, Name Macro) const;
  void reach(File From);
  void write(File By, Name Macro);
  void reads(File By, Name Macro);

  llvm::DenseMap<File, Header> Headers;
  llvm::DenseMap<Name, llvm::SmallVector<File, 2>> Readers;
  llvm::DenseMap<Name, File> Definer; ///< of what a part has defined
  llvm::DenseSet<Name> Used;
  llvm::DenseSet<std::pair<File, Name>> Defaults, Read;
  llvm::DenseSet<File> Unreached;
  bool Sound = true, IsUnit = false;
};

} // namespace premap

#endif
