// Gathers what findings and planning need about one handler from the index of
// all facts.
#ifndef PREMAP_FINDINGS_INPUTS_H
#define PREMAP_FINDINGS_INPUTS_H

#include "findings/ConversionInput.h"

#include <map>
#include <string>
#include <utility>

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

} // namespace premap

#endif
