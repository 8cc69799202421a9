#include "rewriters/Locals.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>

namespace premap {

TokenRange tokensOf(const SourceText &S, const Span &Where) {
  return {S.firstAt(Where.Offset), S.firstAt(Where.end())};
}

static TokenRange stripped(const SourceText &S, TokenRange R) {
  while (R.End - R.Begin > 2 && S.at(R.Begin) == "(" &&
         S.closing(R.Begin) == R.End - 1)
    R = {R.Begin + 1, R.End - 1};
  return R;
}

static bool reads(const SourceText &S, TokenRange R,
                  std::initializer_list<std::string_view> Texts) {
  return R.End - R.Begin == Texts.size() && S.matches(R.Begin, Texts);
}

static const LocalVariable *local(const Subject &F, std::string_view Name) {
  const LocalVariable *Found = nullptr;
  for (const LocalVariable &L : F.Facts->Body.Locals)
    if (L.Name == Name) {
      if (Found)
        return nullptr; // shadowed: which one is meant is not known here
      Found = &L;
    }
  return Found;
}

/// Everything that is ever assigned to \p L by `=`; false if it can change in
/// another way.
static bool assignedValues(const Subject &F, const LocalVariable &L,
                           std::vector<TokenRange> &Values) {
  const SourceText &S = *F.Source;
  if (L.AddressTaken || L.InMacro)
    return false;
  if (L.Initializer.Where)
    Values.push_back(tokensOf(S, L.Initializer.Where));
  for (const Span &Write : L.Writes) {
    size_t I = S.firstAt(Write.Offset);
    if (S.at(I + 1) != "=")
      return false;
    size_t End = I + 2;
    while (End < F.Syntax.CloseBrace && S.at(End) != ";" && S.at(End) != "," &&
           S.at(End) != ")")
      End = S.closing(End) ? *S.closing(End) + 1 : End + 1;
    Values.push_back({I + 2, End});
  }
  return true;
}

/// The one value that the local named by \p R ever has.
static std::optional<TokenRange> onlyValue(const Subject &F, TokenRange R) {
  if (R.End - R.Begin != 1)
    return std::nullopt;
  const LocalVariable *L = local(F, F.Source->at(R.Begin));
  std::vector<TokenRange> Values;
  if (!L || !assignedValues(F, *L, Values) || Values.size() != 1)
    return std::nullopt;
  return Values.front();
}

/// A size in such a variable keeps all its bits.
static bool holdsSize(const Subject &F, TokenRange R) {
  static const std::set<std::string_view> Wide = {
      "unsigned long", "const unsigned long",
      "size_t",        "const size_t",
      "long",          "loff_t",
      "u64",           "unsigned long long",
      "uint64_t",      "resource_size_t",
      "phys_addr_t",   "ulong",
      "__u64",         "long unsigned int",
      "const u64"};
  const LocalVariable *L = local(F, F.Source->at(R.Begin));
  return L && Wide.count(L->Type);
}

bool isVmaStart(const Subject &F, TokenRange R) {
  const SourceText &S = *F.Source;
  R = stripped(S, R);
  if (reads(S, R, {F.Vma, "->", "vm_start"}))
    return true;
  std::optional<TokenRange> Value = onlyValue(F, R);
  return Value && holdsSize(F, R) &&
         reads(S, stripped(S, *Value), {F.Vma, "->", "vm_start"});
}

bool isVmaSize(const Subject &F, TokenRange R) {
  const SourceText &S = *F.Source;
  R = stripped(S, R);
  const std::string &V = F.Vma;
  if (reads(S, R, {V, "->", "vm_end", "-", V, "->", "vm_start"}) ||
      reads(S, R, {"vma_pages", "(", V, ")", "<<", "PAGE_SHIFT"}) ||
      reads(S, R, {"vma_pages", "(", V, ")", "*", "PAGE_SIZE"}) ||
      reads(S, R, {"PAGE_SIZE", "*", "vma_pages", "(", V, ")"}))
    return true;
  // A VMA's size is a multiple of the page size.
  if (S.at(R.Begin) == "PAGE_ALIGN" && S.closing(R.Begin + 1) == R.End - 1)
    return isVmaSize(F, {R.Begin + 2, R.End - 1});
  std::optional<TokenRange> Value = onlyValue(F, R);
  if (!Value || !holdsSize(F, R))
    return false;
  // A local may be set from another one, but not from itself.
  return !sameTokens(S, R, stripped(S, *Value)) && isVmaSize(F, *Value);
}

namespace {

class ReachCheck {
public:
  ReachCheck(const Subject &F, Reach Allowed)
      : F(F), S(*F.Source), Allowed(Allowed) {}

  bool expression(TokenRange R) {
    for (size_t I = R.Begin; I < R.End; ++I)
      if (!token(I, R.End))
        return false;
    return true;
  }

private:
  bool token(size_t &I, size_t End) {
    std::string_view T = S.at(I);
    if (!S.isIdentifier(I))
      return T != "=" && T != "++" && T != "--" && T != "{";
    if (S.isMember(I) || T == "struct" || T == "union" || T == "const") {
      I += T == "struct" || T == "union";
      return true;
    }
    if (T == F.File && !F.File.empty())
      return true;
    if (T == F.Vma)
      return mapping(I);
    if (S.at(I + 1) == "(" && I + 1 < End)
      return call(I);
    if (const LocalVariable *L = local(F, T))
      return variable(*L);
    return constant(I);
  }

  bool mapping(size_t I) {
    if (S.at(I + 1) != "->")
      return false;
    std::string_view Field = S.at(I + 2);
    if (Field == "vm_file")
      return true;
    return Allowed == Reach::FileAndMapping &&
           (Field == "vm_pgoff" || Field == "vm_start" || Field == "vm_end");
  }

  /// A conversion of an address or a number: it looks nothing up.
  static bool converts(std::string_view Name) {
    static constexpr std::array<std::string_view, 12> Names = {
        "__pa",     "virt_to_phys", "page_to_pfn", "PFN_DOWN",
        "PHYS_PFN", "virt_to_pfn",  "PFN_PHYS",    "page_to_phys",
        "PFN_UP",   "virt_to_page", "PAGE_ALIGN",  "vmalloc_to_pfn"};
    return std::find(Names.begin(), Names.end(), Name) != Names.end();
  }

  bool call(size_t &I) {
    std::string_view Name = S.at(I);
    std::optional<size_t> Close = S.closing(I + 1);
    if (!Close || *Close == I + 2)
      return false;
    if (Name == "sizeof" || Name == "container_of" || Name == "file_inode") {
      bool Fine = Name == "sizeof" || expression(callArguments(S, I + 1)[0]);
      I = *Close;
      return Fine;
    }
    if (Allowed == Reach::FileAndMapping && !converts(Name))
      return false;
    for (const Event &E : F.events())
      if (E.Kind == EventKind::Acquire && E.Name == Name)
        return false;
    bool Fine = true;
    for (TokenRange Argument : callArguments(S, I + 1))
      Fine = Fine && expression(Argument);
    I = *Close;
    return Fine;
  }

  bool variable(const LocalVariable &L) {
    if (!Visited.insert(L.Name).second)
      return true;
    std::vector<TokenRange> Values;
    if (!assignedValues(F, L, Values) || Values.empty())
      return false;
    return std::all_of(Values.begin(), Values.end(),
                       [&](TokenRange V) { return expression(V); });
  }

  /// A name in capitals, the address of a global, or a type in a cast.
  bool constant(size_t I) {
    std::string_view T = S.at(I);
    bool Capitals = std::none_of(
        T.begin(), T.end(), [](unsigned char C) { return std::islower(C); });
    bool Address = I > 0 && S.at(I - 1) == "&" &&
                   (I < 2 || S.at(I - 2) == "(" || S.at(I - 2) == "=" ||
                    S.at(I - 2) == "," || S.at(I - 2) == ")");
    bool Cast = S.at(I + 1) == "*" && S.at(I + 2) == ")";
    static const std::set<std::string_view> Types = {
        "unsigned",       "long",   "int",       "char",
        "void",           "size_t", "u64",       "u32",
        "phys_addr_t",    "short",  "uintptr_t", "dma_addr_t",
        "resource_size_t"};
    return Capitals || Address || Cast || Types.count(T);
  }

  const Subject &F;
  const SourceText &S;
  Reach Allowed;
  std::set<std::string> Visited;
};

} // namespace

bool isReachedFromFile(const Subject &F, TokenRange Expression, Reach Allowed) {
  return ReachCheck(F, Allowed).expression(Expression);
}

} // namespace premap
