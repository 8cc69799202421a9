// Which functions are converted together: the hook, the helpers that get its
// vma, and the hooks that share these.
#ifndef PREMAP_FINDINGS_TEAM_H
#define PREMAP_FINDINGS_TEAM_H

#include "findings/ConversionInput.h"

#include <string_view>
#include <vector>

namespace premap {

struct ApiFeatures;

struct Teammate {
  const FunctionFacts *Facts = nullptr;
  bool IsHook = false;
  /// A hook besides the handler itself: its own tables and mentions.
  const ConversionInput *Peer = nullptr;
  /// A helper: where it gets a VMA from somebody who keeps one, in code that is
  /// compiled.
  std::vector<Span> OtherUses;

  /// A helper that takes what it reads of the VMA as values, because others
  /// still call it with one.
  bool takesValues() const;

  const HandlerBody &body() const { return Facts->Body; }
  const std::vector<Event> &events() const { return Facts->Body.Events; }
};

/// Where a hook calls the open of its own vm_ops at its end, so that
/// vm_ops->mapped() can do that in its place.
struct OpenByHand {
  const Event *Call = nullptr; ///< null: nowhere
  const FunctionFacts *Open = nullptr;
  const VmOpsTable *Table = nullptr;
};

OpenByHand openByHand(const ConversionInput &Input);

/// Whether \p Name is what a mapping's open() or close() does.
bool isOpenOrClose(const ConversionInput &Input, std::string_view Name);

/// What `mapped` gets in place of the VMA's member that an open reads; "" if it
/// does not get it.
std::string_view argumentOfMapped(const Event &Read);

/// Pointers into the ConversionInput that it was made of.
struct Team {
  std::vector<Teammate> Members; ///< the handler first
  /// Helpers that get the vma and cannot come along: not private to the file.
  std::vector<const FunctionFacts *> Strangers;
  OpenByHand Moved; ///< leaves the handler: Open is no member

  const Teammate *member(std::string_view Name) const;
};

Team teamOf(const ConversionInput &Input);

/// The same for a conversion that may leave to `mapped` what belongs there.
Team convertedTeam(const ConversionInput &Input, const ApiFeatures &Api);

/// True if \p F or what it calls asks for a mapping.
bool maps(const Team &Together, const Teammate &F);

/// True if \p E or what it calls asks for a mapping.
bool maps(const Team &Together, const Event &E);

/// True if the event at \p Later may run after the one at \p Earlier.
bool mayFollow(const HandlerBody &Body, size_t Earlier, size_t Later);

/// What a helper reads of the VMA if it does nothing else with it: then it can
/// take values in place of the VMA.
struct ValueReads {
  bool Flags = false, Start = false, End = false, Pgoff = false, File = false;
  bool OnlyValues = true;
  bool any() const { return Flags || Start || End || Pgoff || File; }
};

ValueReads valueReads(const HandlerBody &Body);

} // namespace premap

#endif
