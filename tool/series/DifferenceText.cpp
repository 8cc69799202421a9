#include "tool/series/DifferenceText.h"

#include "kernel/Rules.h"
#include "tool/series/Prose.h"
#include "verify/Catalogue.h"

#include "llvm/ADT/StringRef.h"

#include <algorithm>

using llvm::StringRef;

namespace premap {

/// What follows the catalogue's sentence in \p D: the place in this driver.
static std::string detailOf(const NamedDifference &D) {
  for (const verify::CatalogueEntry &Entry : verify::catalogue())
    if (Entry.Id == D.Id) {
      StringRef Rest = D.Message;
      Rest.consume_front(StringRef(Entry.Sentence));
      Rest.consume_front(":");
      return Rest.trim().str();
    }
  return "";
}

static std::string mapNames(const HandlerFacts &H) {
  std::vector<std::string> Names;
  for (const MapCallFacts &Call : H.Maps)
    Names.push_back(Call.Name + "()");
  return Names.empty() ? "the mapping call" : listOf(distinct(Names));
}

static std::string in(const std::string &Detail) {
  return Detail.empty() ? "" : " (" + Detail + ")";
}

/// Differences in the order and the place of what the hook does.
static std::string aboutOrder(const std::string &Id, const std::string &Detail,
                              const HandlerFacts &H) {
  const std::string New = H.New + "()", Old = H.Old + "()";
  if (Id == "remap_after_hook") {
    std::vector<std::string> Later;
    for (const MapCallFacts &Call : H.Maps)
      Later.insert(Later.end(), Call.Effects.begin(), Call.Effects.end());
    Later = distinct(Later);
    return "The mapping is made when " + New + " has returned, so " +
           (Later.empty()
                ? "what followed " + mapNames(H)
                : shortList(Later) + ", after " + mapNames(H) + " before,") +
           " now comes first. Effects and request are the same otherwise.";
  }
  if (Id == "remap_outside_lock")
    return "The mapping is made when " + New + " has let go of " +
           (H.Locks.empty() ? "its lock" : shortList(H.Locks)) + ", which " +
           Old + " held over " + mapNames(H) +
           ". What is mapped is reached from the open file, so it must live "
           "as long as that, as it had to for the life of the mapping.";
  if (Id == "page_prot_from_remap")
    return "vm_page_prot of the mapping now has the value that " + Old +
           " gave to " + mapNames(H) +
           " only; the pages are mapped with that protection either way.";
  if (Id == "acquire_after_map")
    return "What " + Old + " took before it mapped" + in(Detail) + ", " +
           (H.Mapped.empty() ? "vm_ops->mapped" : H.Mapped + "()") +
           " takes once the mapping is there, in the same order.";
  if (Id == "lock_taken_again")
    return New + " lets go of its lock when it returns, and " +
           (H.Mapped.empty() ? "vm_ops->mapped" : H.Mapped + "()") +
           " takes it again" + in(Detail) + ", where " + Old +
           " held it throughout: somebody else may hold it in between.";
  if (Id == "not_taken_in_vain")
    return "Where " + Old + " took something" + in(Detail) +
           " and gave it back because it failed, " + New +
           " fails before anything is taken.";
  if (Id == "reread_in_mapped")
    return (H.Mapped.empty() ? "vm_ops->mapped" : H.Mapped + "()") +
           " reads again what " + New + " has read" + in(Detail) +
           "; both see the same unless somebody changes it in between.";
  return "";
}

/// What somebody may see who calls mmap().
static std::string aboutResults(const std::string &Id,
                                const std::string &Detail,
                                const HandlerFacts &H) {
  const std::string New = H.New + "()", Old = H.Old + "()";
  if (Id == "prepare_error_untranslated")
    return "A request that the core refuses before it maps gets the core's own "
           "error, where " +
           Old + " turned every error of " + mapNames(H) +
           (H.ErrorOverride.empty() ? " into its own"
                                    : " into " + H.ErrorOverride +
                                          ", as error_override does "
                                          "for one that fails later") +
           ". The arguments that the core refuses there are those that lie "
           "outside of the mapping or map a part of a private one.";
  if (Id == "range_checked")
    return "A size that exceeds the mapping is refused with -EFAULT" +
           in(Detail) + "; in " + Old + ", " + mapNames(H) +
           " would have mapped beyond its end, which nobody can rely on.";
  if (Id == "remap_error_returned")
    return "An error of the mapping fails the mmap call" + in(Detail) + "; " +
           Old + " ignored what " + mapNames(H) +
           " returned and left a mapping without its pages.";
  if (Id == "log_differs")
    return "The messages that " + New + " prints are not those of " + Old +
           in(Detail) + "; nothing else depends on them.";
  if (Id == "loop_bound")
    return "Calls of " + Old +
           " whose loops run longer than the bound were not compared.";
  return "";
}

/// What else has happened when the mapping merges or cannot be made.
static std::string aboutEffects(const std::string &Id,
                                const std::string &Detail,
                                const HandlerFacts &H) {
  const std::string New = H.New + "()", Old = H.Old + "()";
  const std::string What = Detail.empty() ? shortList(H.Effects) : Detail;
  if (Id == "hook_runs_on_merge")
    return New +
           " also runs for a mapping that then merges with its "
           "neighbour, where " +
           Old + " was skipped" +
           (What == "its checks"
                ? ", so its checks apply to that one as well."
                : ", and does the same for it (" + What +
                      "); the mapping that it becomes a part of stays as it "
                      "is.");
  if (Id == "store_before_mapping")
    return New + " comes before the mapping is allocated: the " +
           (Detail.empty() ? "store" : Detail) +
           " stays even if the mapping then cannot be made, as no close() "
           "follows that could undo it. That is right as long as nobody takes "
           "it for a mapping that is there.";
  if (Id == "call_before_mapping")
    return New + " comes before the mapping is allocated: what it calls" +
           in(What) +
           " has happened even if the mapping then cannot be made, and no "
           "close() follows. That is right as long as it takes nothing for the "
           "mapping; of the functions known to do so it is none.";
  if (Id == "allocation_kept")
    return "What " + New + " allocates" + in(Detail) +
           " stays with the driver if the mapping fails or merges, and the "
           "next call finds it there.";
  if (Id == "private_data_on_merge")
    return "vm_private_data" + in(Detail) +
           " differs from call to call; a mapping that merges keeps that of "
           "its neighbour, as one that merged before " +
           Old + " ran did.";
  if (Id == "vm_ops_on_merge")
    return "vm_ops" + in(Detail) +
           " differs from call to call; a mapping that merges keeps those of "
           "its neighbour, as one that merged before " +
           Old + " ran did.";
  if (Id == "compat_ignores_cleared_flags")
    return "If another file system maps this file for its own user, the flags "
           "that " +
           New + " clears (" + listOf(H.FlagsCleared) +
           ") stay set there, because the compatibility path only adds flags.";
  if (Id == "compat_differs")
    return "If another driver or file system maps this file through the "
           "compatibility path, the result is not that of " +
           Old + in(Detail) + ".";
  return "";
}

std::vector<NamedDifference> told(std::vector<NamedDifference> All) {
  std::vector<NamedDifference> Out;
  for (NamedDifference &D : All) {
    auto Same = std::find_if(Out.begin(), Out.end(), [&](const auto &Other) {
      return Other.Id == D.Id &&
             (D.Id == "store_before_mapping" || D.Id == "call_before_mapping");
    });
    std::string Detail = detailOf(D);
    if (Same == Out.end() || Detail.empty())
      Out.push_back(std::move(D));
    else
      Same->Message += " and " + Detail;
  }
  return Out;
}

std::string differenceText(const NamedDifference &D, const HandlerFacts &H) {
  const std::string Detail = detailOf(D);
  for (auto *About : {aboutOrder, aboutResults, aboutEffects})
    if (std::string Text = About(D.Id, Detail, H); !Text.empty())
      return Text;
  // What the catalogue gains one day.
  return "Of " + H.Old + "(): " + D.Message + ".";
}

/// What the old text does at \p Line that others may notice, "" if nothing.
static std::string effectAt(const SeriesConversion &C, const std::string &File,
                            unsigned Line) {
  std::vector<std::shared_ptr<const FunctionFacts>> All =
      C.Handler->Record.Helpers;
  if (C.Handler->Record.Function)
    All.push_back(C.Handler->Record.Function);
  for (const auto &Function : All)
    for (const Event &E : Function->Body.Events)
      if (E.Where.Path == File && E.Where.Line == Line &&
          E.Kind == EventKind::SideEffect)
        return effectText(E);
  return "";
}

std::string noteText(const Reason &Note, const SeriesConversion &C,
                     const HandlerFacts &H) {
  const std::string New = H.New + "()", Old = H.Old + "()";
  if (Note.Rule == kernel::rule::PM007)
    return "If the mapping merges with its neighbour, that one's page "
           "protection stays, not the one that " +
           New + " sets; both come from the same hook.";
  if (Note.Rule == kernel::rule::PM009) {
    std::string Effect = effectAt(C, Note.File, Note.Line);
    return "Where a mapping merges with its neighbour, for which " + Old +
           " did not run, " +
           (Effect.empty() ? "what line " + std::to_string(Note.Line) + " of " +
                                 Note.File + " does"
                           : Effect) +
           " happens as well.";
  }
  if (Note.Rule == kernel::rule::PM015 && !H.ErrorOverride.empty())
    return "Only what the core refuses before it maps anything keeps the "
           "core's own error number in " +
           New + ".";
  return "Line " + std::to_string(Note.Line) + " of " + Note.File + ": " +
         Note.Message + ".";
}

} // namespace premap
