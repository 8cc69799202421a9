// What premap has to say about a handler: a rule, a place, and what the place
// would need.
#ifndef PREMAP_FINDINGS_FINDING_H
#define PREMAP_FINDINGS_FINDING_H

#include <string>
#include <string_view>
#include <vector>

namespace premap {

struct ApiFeatures;
struct ConversionInput;

/// Where a finding stands; Line and Column count from 1, 0 is the whole file.
struct Place {
  std::string File; ///< relative to the tree's root
  unsigned Line = 0, Column = 0;
  auto operator<=>(const Place &) const = default;
};

/// What would have to exist for a conversion.
enum class Lack {
  Nothing,        ///< the code itself is what matters
  Api,            ///< NAME, in the target's API
  Action,         ///< an action for NAME
  DescriptorForm, ///< a form of NAME that takes a descriptor
  PrepareHook,    ///< a prepare form of the inner hook NAME
  OtherFile,      ///< NAME, in another file or in everybody's use
  ForeignHook,    ///< a way around NAME, the hook of another file
  Caller,         ///< who calls NAME, the hook of a table, without the VFS
  LateTaking,     ///< a place behind the mapping for what NAME takes
  LateEffect,     ///< a place behind the mapping for NAME
  LateLock,       ///< NAME held until the mapping is made
  ErrorCode,      ///< errors of the action as the hook's own
  PartOfMapping,  ///< a proof of what NAME covers, or an action for a part
  PerMapping,     ///< state of one mapping
  FlagNames,      ///< flags by their names
  Swap,           ///< another file for the mapping
  Vma,            ///< the VMA itself: its NAME
  Users,          ///< users of the hook that can follow
  Compiled,       ///< code that a configuration compiles
};

struct Missing {
  Lack Kind = Lack::Nothing;
  std::string Name;
  auto operator<=>(const Missing &) const = default;
};

/// "no action for dma_mmap_coherent()"; "" for Nothing.
std::string toString(const Missing &What);

/// The part of such a text that says what is missing for the name behind it:
/// "no action for "; all of \p Text if it is no such text.
std::string_view missingKind(std::string_view Text);

enum class Weight {
  Forbids, ///< the conversion
  Notes,
};

struct Finding {
  std::string Rule;    ///< its id
  std::string Message; ///< one sentence, in a maintainer's words
  Place Where;
  Weight Effect = Weight::Forbids;
  Missing Needs;

  auto operator<=>(const Finding &) const = default;
};

/// \p Text with single blanks and without line ends.
std::string oneLine(const std::string &Text);

/// Everything that the facts say against, and about, a conversion of
/// \p Facts.Handler for a tree with \p Api; sorted, each once. Complete: no
/// finding depends on another one's absence. What only the text shows (macros,
/// layout, code that no configuration compiles) is the rewriters' part.
std::vector<Finding> findings(const ConversionInput &Facts,
                              const ApiFeatures &Api);

/// The same of \p Facts.Handler as a helper that gets the VMA of handlers: what
/// its body says against a form for a descriptor, whoever else uses it.
std::vector<Finding> helperFindings(const ConversionInput &Facts,
                                    const ApiFeatures &Api);

} // namespace premap

#endif
