// Gathers what findings and planning need about one handler from the index of
// all facts.
#ifndef PREMAP_FINDINGS_INPUTS_H
#define PREMAP_FINDINGS_INPUTS_H

#include "findings/ConversionInput.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace premap {

class FactIndex;
struct HandlerRecord;

/// The input of findings() and plan() for \p Record of \p Index, with its
/// peers. A handler of which no body was read gets a Handler with its name and
/// file only. UnreadUsers and NullTests are left empty: they need a search of
/// the tree.
ConversionInput conversionInput(const HandlerRecord &Record,
                                const FactIndex &Index);

/// The functions of a scan that get a VMA or a descriptor.
class VmaFunctions {
public:
  /// \p Index must outlive this.
  explicit VmaFunctions(const FactIndex &Index);

  /// Fills HelpersElsewhere of \p Input. A name that two files define is not
  /// followed.
  void addHelpers(ConversionInput &Input) const;

private:
  const FunctionFacts *called(const std::string &File,
                              const std::string &Name) const;

  std::map<std::pair<std::string, std::string>, const FunctionFacts *> InFile;
  std::map<std::string, const FunctionFacts *> Linked; ///< null: more than one
};

/// The part of it that a peer has: without FileFunctions and peers of its own.
ConversionInput peerInput(const HandlerRecord &Record, const FactIndex &Index);

/// Lets functions that other files can link to come along with the handler of
/// \p Input: those that get its VMA and that one file alone defines, whichever
/// that is. \p UnreadUsers gives the files that spell a name and that no unit
/// read, or nothing if nobody has searched for it.
void addSharedHelpers(
    ConversionInput &Input, const FactIndex &Index,
    const std::function<std::optional<std::vector<std::string>>(
        const FunctionFacts &)> &UnreadUsers);

} // namespace premap

#endif
