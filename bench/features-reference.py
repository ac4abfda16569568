"""Writes what scikit-learn, SciPy and `holidays` say of small cases: test/data/features/fixtures/*.json.

The tests hold our feature steps against it. Run again only to add cases:

    pip install scikit-learn==1.9.1 holidays==0.109 && python bench/features-reference.py && npx biome check --write test
"""

import json
import pathlib
import warnings

import numpy as np
from scipy import stats
from sklearn.decomposition import PCA
from sklearn.feature_extraction import FeatureHasher
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer, TfidfVectorizer
from sklearn.feature_selection import RFE, f_classif, f_regression, mutual_info_classif, mutual_info_regression
from sklearn.linear_model import Lasso, LinearRegression
from sklearn.preprocessing import (
    KBinsDiscretizer,
    PowerTransformer,
    QuantileTransformer,
    RobustScaler,
    TargetEncoder,
)

warnings.simplefilter("ignore")
OUT = pathlib.Path(__file__).parent.parent / "test/data/features/fixtures"


def write(name, content):
    (OUT / f"{name}.json").write_text(json.dumps(content))


def column(values):
    return np.asarray(values, dtype=float).reshape(-1, 1)


def numbers():
    rng = np.random.default_rng(7)
    cases = {
        "normal": rng.normal(10, 3, 60),
        "skewed": np.exp(rng.normal(0, 1.5, 60)),
        "negative": -np.exp(rng.normal(0, 1, 50)) + 0.5,
        "ties": rng.integers(0, 5, 60),
        "mostly zero": np.where(rng.random(60) < 0.8, 0, rng.normal(50, 10, 60)),
        "two values": np.array([3.0, 3, 3, 7]),
    }
    later = np.array([-1000.0, -1, 0, 0.5, 2, 3, 7, 1e4])
    found = []
    for name, train in cases.items():
        both = column(np.concatenate([train, later]))
        fit = column(train)
        q1, q3 = np.percentile(train, [25, 75])
        mad = stats.median_abs_deviation(train) / 0.6745
        power = PowerTransformer("yeo-johnson").fit(fit)
        count = min(256, len(train))
        found.append(
            {
                "name": name,
                "train": train.tolist(),
                "later": later.tolist(),
                "robust": RobustScaler().fit(fit).transform(both)[:, 0].tolist(),
                "quantile normal": QuantileTransformer(n_quantiles=count, output_distribution="normal")
                .fit(fit).transform(both)[:, 0].tolist(),
                "quantile uniform": QuantileTransformer(n_quantiles=count).fit(fit).transform(both)[:, 0].tolist(),
                "yeo-johnson": {
                    "lambda": float(power.lambdas_[0]),
                    "values": power.transform(both)[:, 0].tolist(),
                },
                "bins quantile": KBinsDiscretizer(5, encode="ordinal", strategy="quantile", quantile_method="linear")
                .fit(fit).transform(both)[:, 0].tolist(),
                "bins width": KBinsDiscretizer(5, encode="ordinal", strategy="uniform")
                .fit(fit).transform(both)[:, 0].tolist(),
                "fences": {
                    "iqr": [q1 - 1.5 * (q3 - q1), q3 + 1.5 * (q3 - q1)] if q3 > q1 else [train.min(), train.max()],
                    "z": [train.mean() - 3 * train.std(), train.mean() + 3 * train.std()],
                    "mad": [np.median(train) - 3.5 * mad, np.median(train) + 3.5 * mad]
                    if mad > 0
                    else [train.min(), train.max()],
                },
            }
        )
    write("numbers", json.loads(json.dumps(found, default=float)))


def targets():
    rng = np.random.default_rng(3)
    levels = np.array(["a", "b", "c", "d", "e"], dtype=object)
    found = []
    for kind in ["binary", "multiclass", "regression"]:
        for smooth in ["auto", 10.0, 0.0]:
            x = levels[np.minimum(4, rng.geometric(0.4, 80) - 1)]
            code = np.array([ord(each) - 97 for each in x])
            if kind == "regression":
                y = 1000 + 5 * code + rng.normal(0, 3, 80)
            elif kind == "binary":
                y = (rng.random(80) < 0.2 + 0.15 * code).astype(int)
            else:
                y = (code + rng.integers(0, 2, 80)) % 3
            x[:4] = None
            kinds = {"regression": "continuous"}
            encoder = TargetEncoder(target_type=kinds.get(kind, kind), smooth=smooth).fit(x.reshape(-1, 1), y)
            asked = np.array(["a", "b", "c", "d", "e", None, "new"], dtype=object)
            values = encoder.transform(asked.reshape(-1, 1))
            found.append(
                {
                    "kind": kind,
                    "smooth": smooth,
                    "x": x.tolist(),
                    "y": y.tolist(),
                    "asked": asked.tolist(),
                    "values": values.tolist(),
                }
            )
    write("target-encoding", found)


def texts():
    train = [
        "Free entry in 2 a wkly comp to win FA Cup final tkts 21st May 2005",
        "U dun say so early hor... U c already then say...",
        "Nah I don't think he goes to usf, he lives around here though",
        "FREE FREE free! Call now to win a £1000 prize, call 0906 now",
        "Straße über den Fluß, naïve café; Ελλάδα и Россия 東京 にある",
        "win_win under_score 12 345 a b c",
        "",
        "to win or not to win: that is the free question, he lives",
    ]
    asked = [*train, "A completely unseen sentence", "free win free win free call the café"]
    found = []
    for options in [
        {},
        {"ngram_range": (1, 2)},
        {"ngram_range": (2, 3), "sublinear_tf": True},
        {"min_df": 2, "max_df": 0.5},
        {"sublinear_tf": True, "lowercase": False},
        {"stop_words": ["to", "he", "free"], "ngram_range": (1, 2)},
    ]:
        tfidf = TfidfVectorizer(**options).fit(train)
        plain = {key: value for key, value in options.items() if key != "sublinear_tf"}
        counts = CountVectorizer(**plain).fit(train)
        found.append(
            {
                "options": {key: list(value) if isinstance(value, tuple) else value for key, value in options.items()},
                "terms": tfidf.get_feature_names_out().tolist(),
                "tfidf": tfidf.transform(asked).toarray().tolist(),
                "counts": counts.transform(asked).toarray().tolist(),
            }
        )
    hashed = HashingVectorizer(n_features=16, ngram_range=(1, 2)).transform(asked).toarray()
    names = ["a", "London", "São Paulo", "東京", "", "a longer name of a place"]
    categories = FeatureHasher(n_features=16, input_type="string").transform([[name] for name in names]).toarray()
    write(
        "texts",
        {
            "train": train,
            "asked": asked,
            "cases": found,
            "hashing": hashed.tolist(),
            "categories": {"names": names, "hashing": categories.tolist()},
        },
    )


def matrices():
    rng = np.random.default_rng(11)
    x = rng.normal(size=(90, 6))
    x[:, 3] = 2 * x[:, 0] - x[:, 1] + 0.1 * rng.normal(size=90)
    x[:, 4] = np.round(x[:, 2])
    x[:, 5] = (x[:, 1] > 0).astype(float)
    x = x.astype(np.float32).astype(float)
    y = (x[:, 0] + x[:, 1] ** 2 + 0.3 * rng.normal(size=90) > 0.8).astype(int) + (x[:, 2] > 1)
    t = x[:, 0] ** 2 + x[:, 2] + 0.2 * rng.normal(size=90)
    discrete = [False, False, False, False, True, True]
    pca = PCA().fit(x)
    standard = lambda numbers: (numbers - numbers.mean(axis=0)) / numbers.std(axis=0)
    outputs = {"classes": np.eye(3)[y], "target": t[:, None]}
    selection = {}
    for by, wanted in outputs.items():
        z, targets = standard(x), standard(wanted)
        alphas = 0.2 * np.abs(z.T @ targets / len(z)).max(axis=0)
        lassos = [Lasso(alpha, tol=1e-12, max_iter=100000).fit(z, targets[:, k]) for k, alpha in enumerate(alphas)]
        selection[by] = {
            "lasso": np.array([each.coef_ for each in lassos]).tolist(),
            "rank": RFE(LinearRegression(), n_features_to_select=1).fit(z, targets).ranking_.tolist(),
        }
    wide = rng.normal(size=(8, 20)).astype(np.float32).astype(float)
    wide_pca = PCA(5).fit(wide)
    write(
        "matrices",
        {
            "x": x.tolist(),
            "classes": y.tolist(),
            "target": t.tolist(),
            "f": {"classes": f_classif(x, y)[0].tolist(), "target": f_regression(x, t)[0].tolist()},
            "mutual information": {
                "classes": mutual_info_classif(x, y, discrete_features=discrete, random_state=0).tolist(),
                "target": mutual_info_regression(x, t, discrete_features=discrete, random_state=0).tolist(),
            },
            "selection": selection,
            "pca": {
                "components": pca.components_.tolist(),
                "variance": pca.explained_variance_ratio_.tolist(),
                "values": pca.transform(x).tolist(),
                "count for 0.9": int(PCA(0.9).fit(x).n_components_),
            },
            "wide": {"x": wide.tolist(), "values": wide_pca.transform(wide).tolist()},
        },
    )


def days():
    import holidays

    found = {}
    for country in ["AT", "BE", "CH", "DE", "ES", "FR", "GB", "IT", "NL", "PL", "SE", "US"]:
        if country == "GB":
            calendar = holidays.country_holidays("GB", subdiv="ENG", years=range(2015, 2026))
        else:
            calendar = holidays.country_holidays(country, years=range(2015, 2026))
        found[country] = sorted(day.isoformat() for day in calendar)
    write("holidays", found)


OUT.mkdir(exist_ok=True)
numbers()
targets()
texts()
matrices()
days()
