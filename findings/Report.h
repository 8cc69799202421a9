// What the parts of findings() share. Private to this room.
#ifndef PREMAP_FINDINGS_REPORT_H
#define PREMAP_FINDINGS_REPORT_H

#include "findings/ConversionInput.h"
#include "findings/Finding.h"
#include "findings/Team.h"
#include "kernel/Rules.h"
#include "matchers/ApiFeatures.h"

namespace premap {

namespace rule = kernel::rule;

struct Report {
  const ConversionInput &Input;
  const ApiFeatures &Api;
  const Team &Together;
  std::vector<Finding> Found;

  void forbid(std::string_view Rule, std::string Message, const Span &Where,
              Missing Needs = {}) {
    add(Rule, std::move(Message), Where, Weight::Forbids, std::move(Needs));
  }
  void note(std::string_view Rule, std::string Message, const Span &Where) {
    add(Rule, std::move(Message), Where, Weight::Notes, {});
  }

private:
  void add(std::string_view Rule, std::string Message, const Span &Where,
           Weight Effect, Missing Needs) {
    Found.push_back({std::string(Rule),
                     std::move(Message),
                     {Where.Path, Where.Line, Where.Column},
                     Effect,
                     std::move(Needs)});
  }
};

/// Tables, mentions and the definition: can every user of the hook of \p Input
/// follow? See UserFindings.cpp.
void findUsers(Report &R, const ConversionInput &Input);

/// A table that names a hook of the kernel's library: see LibraryFindings.cpp.
void findLibraryTables(Report &R);

/// What \p F does that must not be done before a mapping exists: see
/// EffectFindings.cpp.
void findEffects(Report &R, const Teammate &F);

/// Fields whose meaning depends on merging and on order: see FieldFindings.cpp.
void findFields(Report &R, const Teammate &F);

/// Uses of the VMA that a descriptor has no form for: see UseFindings.cpp.
void findUses(Report &R, const Teammate &F);

/// Flags: see FlagFindings.cpp.
void findFlags(Report &R, const Teammate &F, const Event &E);

/// What is mapped, and what becomes of an error: see MapFindings.cpp.
void findMappings(Report &R, const Teammate &F);

/// What may happen after a mapping call: see OrderFindings.cpp.
void findOrder(Report &R, const Teammate &F);

/// True if no mapping that \p F makes can merge: it maps, or sets a flag that
/// forbids merging, on the way to every success.
bool neverMerges(const Team &Together, const Teammate &F);

/// The same of all hooks of which \p F is a part.
bool hooksNeverMerge(const Team &Together, const Teammate &F);

/// True if the statement \p Where goes with the mapping call \p Map.
bool goesWith(const Event &Map, const Span &Where);

/// The word \p Word stands in \p Text, not as a member's name.
bool spells(std::string_view Text, std::string_view Word);

} // namespace premap

#endif
