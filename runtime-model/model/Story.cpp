// Results as text for people: the call, what every function did, the outcome.
#include "model/Machine.h"
#include "model/Scenario.h"

namespace premap::model {

static std::string flagText(FlagSet Flags) {
  std::string Text;
  for (std::string_view Flag : flagNames(Flags))
    Text += (Text.empty() ? "" : " ") + std::string(Flag);
  return Text.empty() ? "no flags" : Text;
}

static std::string describe(const Mapping &M) {
  std::string Text = hex(M.Start) + "-" + hex(M.End) + "  ";
  if (M.File.empty())
    Text += "anonymous";
  else
    Text += M.File + " from page " + std::to_string(M.Pgoff);
  if (!M.VmOps.empty())
    Text += ", vm_ops " + M.VmOps + (M.HasClose ? " with close" : "");
  if (!M.PrivateData.empty())
    Text += ", private_data " + M.PrivateData;
  if (M.PageProt != "default")
    Text += ", page_prot " + M.PageProt;
  if (M.AnonPgoff)
    Text += ", anonymous from page " + std::to_string(*M.AnonPgoff);
  if (M.Anonymous)
    Text += ", taken for anonymous";
  return Text + "\n      " + flagText(M.Flags) + "\n";
}

static std::string describe(const Pte &P, std::uint64_t PageSize) {
  std::string Text = hex(P.Addr);
  if (P.Pages > 1)
    Text += "-" + hex(P.Addr + P.Pages * PageSize);
  Text += "  PFN " + hex(P.Pfn);
  if (P.Pages > 1)
    Text += "-" + hex(P.Pfn + P.Pages - 1);
  return Text + "  " + P.Prot + (P.Special ? ", special" : "") + "\n";
}

static std::string describeCall(const Scenario &S) {
  const MmapCall &C = S.Mmap;
  std::string Text = "mmap(" + hex(C.Addr) + ", " + hex(C.Len) + ", ";
  Text += C.Prot ? flagText(C.Prot) : "NONE";
  Text += C.Shared ? ", SHARED" : ", PRIVATE";
  if (C.Locked)
    Text += " LOCKED";
  if (C.NoReserve)
    Text += " NORESERVE";
  Text += ", " + (C.File.empty() ? std::string("no file") : C.File);
  Text += ", page " + std::to_string(C.Pgoff) + ")";
  Text += "   pipeline " + std::string(name(S.Pipe));
  if (S.Machine != Arch::Generic)
    Text += " on " + std::string(name(S.Machine));
  return Text + "\n";
}

static std::string describeTrace(const Result &R) {
  std::string Text;
  for (const TraceLine &Line : R.Trace) {
    Text += std::string(2 + 2 * Line.Depth, ' ');
    if (*Line.What.Function) {
      Text += Line.What.str();
      if (!Line.Effect.empty())
        Text += ", " + Line.Effect;
    } else {
      Text += "- " + Line.Effect;
    }
    Text += "\n";
  }
  return Text;
}

template <typename List, typename Describe>
static std::string section(const char *Title, const List &Items, Describe How) {
  if (Items.empty())
    return {};
  std::string Text = std::string("  ") + Title + "\n";
  for (const auto &Item : Items)
    Text += "    " + How(Item);
  return Text;
}

static std::string describeCounts(const Result &R) {
  std::string Text;
  for (const NamedCount &F : R.Files)
    Text +=
        "  file " + F.Name + ": " + std::to_string(F.Count) + " reference(s)\n";
  for (const NamedCount &Res : R.Resources)
    Text += "  resource " + Res.Name + ": " + std::to_string(Res.Count) + "\n";
  if (R.Charge)
    Text += "  memory charge: " + std::to_string(R.Charge) + " page(s)\n";
  return Text;
}

static std::string describeEffect(const DriverEffect &E) {
  std::string Text = E.What + (E.Value.empty() ? "" : " = " + E.Value);
  for (std::size_t I = 0; I < E.Locks.size(); ++I)
    Text += (I ? ", " : ", under ") + E.Locks[I];
  return Text + "\n";
}

std::string toText(const Scenario &S, const Result &R) {
  std::string Text = describeCall(S) + "\n" + describeTrace(R) + "\n= ";
  Text += R.Return < 0 ? errorName(R.Return) : hex(std::uint64_t(R.Return));
  Text += "\n";
  auto Line = [](const std::string &What) { return What + "\n"; };
  auto Run = [&](const Pte &P) { return describe(P, S.PageSize); };
  Text += section("mappings", R.Mappings,
                  [](const Mapping &M) { return describe(M); });
  Text += section("page tables", R.Ptes, Run);
  Text += describeCounts(R);
  Text += section("calls into the driver", R.Calls, describeEffect);
  Text += section("driver memory", R.Memory, describeEffect);
  Text += section("locks still held", R.LocksHeld, Line);
  Text += section("stale PTEs: unmap_mapping_range() missed them", R.StalePtes,
                  Run);
  Text +=
      section("leaks", R.Leaks, [](const Leak &L) { return L.str() + "\n"; });
  Text += section("warnings", R.Warnings, Line);
  if (R.Leaks.empty() && R.StalePtes.empty() && R.Warnings.empty())
    Text += "  nothing leaked, nothing stale\n";
  return Text;
}

} // namespace premap::model
