// Joins the facts of all translation units and architectures: one record for
// each handler, with everybody who names it.
#ifndef PREMAP_MATCHERS_FACTINDEX_H
#define PREMAP_MATCHERS_FACTINDEX_H

#include "matchers/Facts.h"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace premap {

/// One function that is the hook of at least one ops table.
struct HandlerRecord {
  std::string Id;    ///< "file:function"
  std::string Name;  ///< function
  std::string File;  ///< where it is defined, if any unit defines it; else the
                     ///< file of its first table
  unsigned Line = 0; ///< of File
  std::vector<OpsEntry> Ops; ///< over all units, each place once, sorted
  bool Inner = false;        ///< no entry is in a `file_operations`
  bool Converted = false;    ///< every entry's hook takes a descriptor
  std::vector<std::string>
      Archs; ///< in which a unit that is compiled defines or uses it; sorted

  /// Read best-effort only: no configuration compiles it.
  bool BestEffort = false;
  /// BestEffort: why nothing is known of it all the same, a sentence; "" if the
  /// function, what gets its vma and its tables are sound.
  std::string Broken;
  /// BestEffort: "#if X", if that is what leaves it out where its file is
  /// compiled.
  std::string Assumes;

  /// The definition, as the first architecture sees it; null if no unit that
  /// was read defines the function (WhyNoBody then says why).
  std::shared_ptr<const FunctionFacts> Function;
  std::string WhyNoBody;

  /// Functions of the same file that get the vma from it, transitively.
  std::vector<std::shared_ptr<const FunctionFacts>> Helpers;

  /// Other functions of the same file that it or a helper calls.
  std::vector<std::shared_ptr<const FunctionFacts>> Callees;

  /// The tables that it and its helpers store in vm_ops, where a unit that was
  /// read initialises them; sorted by name.
  std::vector<VmOpsTable> VmOps;

  /// Where one of its tables is stored in a file that may be open already;
  /// sorted.
  std::vector<Span> LiveStores;

  /// Where somebody calls the hook of one of its tables, by a member that holds
  /// the table, without the VFS; sorted.
  std::vector<Span> DirectCalls;

  /// Every spelled mention in every unit, each place once, sorted.
  std::vector<Mention> Mentions;

  /// Files that mention it outside of comments, without File; sorted.
  std::vector<std::string> Users;

  std::optional<HandlerClass> Class; ///< the most demanding; none without body
  std::vector<HandlerClass> Classes; ///< all that apply, least demanding first

  /// Sentences: what two architectures or two units say differently.
  std::vector<std::string> Disagreements;
};

/// A table's file and the handler that it names; what "158 pairs" counts.
struct TablePair {
  std::string TableFile;
  std::string HandlerId;
  std::string Type; ///< record of the table
  bool operator<(const TablePair &O) const {
    return std::tie(TableFile, HandlerId, Type) <
           std::tie(O.TableFile, O.HandlerId, O.Type);
  }
};

class FactIndex {
public:
  /// \p Units in any order; the result does not depend on it.
  explicit FactIndex(std::vector<UnitFacts> Units);

  /// Sorted by Id. Hooks whose value is NULL or a variable have no record.
  const std::vector<HandlerRecord> &handlers() const { return Handlers; }

  /// The record with the id \p IdOrName, or all whose name it is.
  std::vector<const HandlerRecord *> find(const std::string &IdOrName) const;

  /// Sorted, each once; \p FileOperationsOnly leaves inner tables out.
  std::vector<TablePair> pairs(bool FileOperationsOnly) const;

  /// Every hook of every unit, each place once, sorted; NULL entries too.
  const std::vector<OpsEntry> &tables() const { return Tables; }

  /// The definition of \p Name in \p File; null if no unit has it.
  std::shared_ptr<const FunctionFacts> function(const std::string &File,
                                                const std::string &Name) const;

  /// All functions that units define in \p File, by position.
  std::vector<std::shared_ptr<const FunctionFacts>>
  functionsOf(const std::string &File) const;

  /// Names of external handlers that no unit defines; sorted. The files that
  /// define them are worth reading.
  std::vector<std::string> undefinedHandlers() const;

  /// Whether \p File was read best-effort only.
  bool isBestEffort(const std::string &File) const {
    return BestEffortFiles.count(File) != 0;
  }

  /// The units, sorted by file and architecture; bodies and mentions included.
  const std::vector<UnitFacts> &units() const { return Units; }

private:
  using FunctionPointer = std::shared_ptr<const FunctionFacts>;
  /// What each architecture's unit says; sorted by architecture.
  using ByArch = std::map<std::string, FunctionPointer>;
  struct Builder;

  std::vector<UnitFacts> Units;
  std::vector<OpsEntry> Tables;
  std::vector<HandlerRecord> Handlers;
  std::set<std::string> BestEffortFiles;
  std::map<std::string, std::map<std::string, ByArch>>
      Definitions; ///< file, then name
};

} // namespace premap

#endif
